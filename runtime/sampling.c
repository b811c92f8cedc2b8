/* SPDX-License-Identifier: MIT */
/* sampling.c - which events read the clock; see sampling.h. */
#include "sampling.h"
#include "clock.h"
#include "syscall.h"
#include "thread.h"

#include <time.h>

enum {
    /* A gap is worth it where clocked events cost most of their time: as long as one takes less
     * than so many times what a probe costs. */
    QUICK = 8,
    /* Ticks by which a gap may take longer than its events should: a cache miss or a page fault is
     * not what sampling.h calls long. */
    SLACK = 8192,
    /* One tick in so many may be in something long that no function gets; at once, some interrupts
     * of a virtual processor. What happens once, however long, is forgotten after 2^26 ticks. */
    BORNE_SHARE = 64,
    BORNE_AT_ONCE = 1 << 19,
    OWED_MOST = 1 << 20,
    STAY_FIRST = 16, /* windows at the start of a thread */
    /* Windows. A penalty grows by this factor, and shrinks by it after so many times as many good
     * gaps: what happens once in a while is not to be missed each time. */
    PENALTY_LEAST = 16,
    PENALTY_MOST = 1 << 16,
    PENALTY_STEP = 4,
    PENALTY_GOOD = 64,
};

bool ci_sampling_allowed = true;

/* Marsaglia, Xorshift RNGs, 2003. */
static uint64_t next_random(struct ci_sampling *sampling)
{
    uint64_t x = sampling->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return sampling->random = x;
}

/* From here on each event reads the clock and counts `weight` times; the last one of the window is
 * `events` away. */
static void clock_window(struct ci_sampling *sampling, struct cinstr_thread *thread,
                         uint64_t weight, uint64_t events, uint64_t now)
{
    sampling->start = now;
    thread->sampled->weight = weight;
    thread->sampled->turn = thread->sampled->events + events;
}

/* Not ci_clock_nanos: functions of libc may use registers that nobody has saved. */
static int64_t kernel_nanos(clockid_t clock)
{
    struct timespec now = {0};
    ci_processor_call_kernel(SYS_clock_gettime, (void *)(intptr_t)clock, (size_t)&now, 0, 0, 0, 0);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static struct ci_sampling_clocks ask_kernel(void)
{
    return (struct ci_sampling_clocks){kernel_nanos(CLOCK_MONOTONIC),
                                       kernel_nanos(CLOCK_THREAD_CPUTIME_ID)};
}

static bool begin(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now,
                  struct ci_sampling_clocks kernel)
{
    sampling->begun = true;
    sampling->usual = 0;
    sampling->random = UINT64_C(0x9e3779b97f4a7c15);
    sampling->average = 1;
    sampling->penalty = PENALTY_LEAST;
    sampling->stay = STAY_FIRST;
    sampling->good = 0;
    sampling->owed = 0;
    sampling->settled = now;
    sampling->asked = now;
    sampling->kernel = kernel;
    clock_window(sampling, thread, 1, CI_SAMPLING_WINDOW, now);
    return true;
}

/* A clocked window has ended. */
static bool end_window(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now)
{
    const uint64_t ticks = (now - sampling->start) / CI_SAMPLING_WINDOW;
    const uint64_t quick = QUICK * ci_thread_calibration.typical.inside;
    sampling->clocked += CI_SAMPLING_WINDOW;
    if (ticks <= quick)
        sampling->usual = sampling->usual ? (sampling->usual * 7 + ticks * 16) / 8 : ticks * 16;
    if (sampling->stay > 0 || ticks > quick || !ci_sampling_allowed) {
        sampling->stay -= sampling->stay > 0;
        clock_window(sampling, thread, 1, CI_SAMPLING_WINDOW, now);
        return true;
    }
    sampling->gap = 1 + (uint32_t)(next_random(sampling) % (2 * sampling->average - 1));
    thread->sampled->weight = 0;
    thread->last = thread->sampled->begun = now;
    thread->sampled->turn = thread->sampled->events + sampling->gap * CI_SAMPLING_WINDOW - 1;
    return false;
}

/* Ticks in which the thread did not run since the kernel was asked last; asks again. */
static uint64_t ticks_off(struct ci_sampling *sampling, uint64_t now,
                          struct ci_sampling_clocks kernel)
{
    const int64_t elapsed = kernel.elapsed - sampling->kernel.elapsed;
    const int64_t off = elapsed - (kernel.processor - sampling->kernel.processor);
    const uint64_t ticks = now - sampling->asked;
    sampling->kernel = kernel;
    sampling->asked = now;
    if (off <= 0 || elapsed < 1024)
        return 0;
    /* Neither product is too large within the first month. */
    return (uint64_t)off * ((ticks << 10) / (uint64_t)elapsed) >> 10;
}

/* No function gets so many more ticks. Whether that is still next to nothing. */
static bool owes_little(struct ci_sampling *sampling, uint64_t ticks, uint64_t now)
{
    const uint64_t paid = (now - sampling->settled) / BORNE_SHARE;
    sampling->owed = ticks + (sampling->owed > paid ? sampling->owed - paid : 0);
    sampling->settled = now;
    if (sampling->owed <= BORNE_AT_ONCE)
        return true;
    if (sampling->owed > OWED_MOST)
        sampling->owed = OWED_MOST;
    return false;
}

/* A gap took so many ticks more than it should. */
static void punish(struct ci_sampling *sampling, uint64_t ticks, uint64_t off, uint64_t now)
{
    if (off >= ticks / 2) {
        sampling->good = 0;
        sampling->preempted += ticks;
        return;
    }
    sampling->unclocked += ticks;
    if (owes_little(sampling, ticks, now))
        return;
    sampling->good = 0;
    sampling->stay = sampling->penalty;
    sampling->average = 1;
    if (sampling->penalty < PENALTY_MOST)
        sampling->penalty *= PENALTY_STEP;
}

static void reward(struct ci_sampling *sampling)
{
    if (++sampling->good >= PENALTY_GOOD * sampling->penalty) {
        sampling->good = 0;
        if (sampling->penalty > PENALTY_LEAST)
            sampling->penalty /= PENALTY_STEP;
    }
    sampling->average *= 2;
    if (sampling->average > CI_SAMPLING_GAP_MOST)
        sampling->average = CI_SAMPLING_GAP_MOST;
}

/* A gap of so many events has ended. */
static void judge_gap(struct ci_sampling *sampling, uint64_t events, uint64_t ticks, uint64_t now,
                      struct ci_sampling_clocks (*ask)(void))
{
    const uint64_t expected = sampling->usual * events / 16;
    sampling->skipped += events;
    if (ticks > 2 * expected + SLACK)
        punish(sampling, ticks - expected, ticks_off(sampling, now, ask()), now);
    else
        reward(sampling);
}

bool ci_sampling_step(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now,
                      struct ci_sampling_clocks (*ask)(void))
{
    if (!sampling->begun)
        return begin(sampling, thread, now, ask());
    if (thread->sampled->weight)
        return end_window(sampling, thread, now);
    const uint64_t events = (uint64_t)sampling->gap * CI_SAMPLING_WINDOW;
    judge_gap(sampling, events, now - thread->last, now, ask);
    clock_window(sampling, thread, 1 + sampling->gap, CI_SAMPLING_WINDOW + 1, now);
    thread->last = now;
    return false;
}

bool ci_sampling_end_gap(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now)
{
    if (!sampling->begun || thread->sampled->weight)
        return false;
    const uint64_t events = (uint64_t)sampling->gap * CI_SAMPLING_WINDOW;
    const uint64_t left = thread->sampled->turn - thread->sampled->events;
    judge_gap(sampling, events - (left < events ? left : events), now - thread->last, now,
              ask_kernel);
    clock_window(sampling, thread, 1, CI_SAMPLING_WINDOW, now);
    thread->last = now;
    return true;
}

bool ci_sampling_turn(void)
{
    struct cinstr_thread *probe = &ci_thread_probe;
    const uint64_t now = ci_clock_ticks();
    probe->sampled->turn = UINT64_MAX; /* for handlers that interrupt this */
    struct ci_thread *thread = ci_thread_current();
    if (!thread) /* without memory nothing is kept of it */
        return true;
    bool reads = ci_sampling_step(&thread->sampling, probe, now, ask_kernel);
    probe->last += ci_clock_ticks() - now; /* this is not the program's time */
    return reads;
}
