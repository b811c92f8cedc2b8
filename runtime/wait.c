/* SPDX-License-Identifier: MIT */
/* wait.c - see wait.h. */
#define _GNU_SOURCE
#include "wait.h"
#include "contentions.h"
#include "processor.h"
#include "session.h"
#include "thread.h"

#include <errno.h>
#include <sys/resource.h>

int64_t ci_wait_process_nanos(void)
{
    return ci_clock_nanos(CLOCK_PROCESS_CPUTIME_ID);
}

/* The thread's clocks, and ticks that it ran since `last`. */
static int64_t read_clocks(struct ci_reading *last, struct ci_moment now)
{
    int64_t processor = ci_clock_nanos(CLOCK_THREAD_CPUTIME_ID);
    struct ci_processor_fp program;
    ci_processor_fp_enter(&program);
    double nanos_per_tick = ci_clock_nanos_per_tick(ci_session.start, now);
    int64_t ran = (int64_t)((double)(processor - last->processor_nanos) / nanos_per_tick);
    ci_processor_fp_leave(&program);
    last->ticks = now.ticks;
    last->processor_nanos = processor;
    return ran;
}

/* Whether the thread has gone to sleep since the last time that it was asked. */
static bool has_slept(struct ci_reading *last)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_THREAD, &usage);
    bool slept = usage.ru_nvcsw != last->sleeps;
    last->sleeps = usage.ru_nvcsw;
    return slept;
}

static void add(struct cinstr_node *node, int counter, uint64_t amount)
{
    *ci_node_counters((struct ci_node *)node, (uint32_t)counter) += amount;
}

void ci_wait_note(struct cinstr_node *node, uint64_t elapsed)
{
    if (elapsed <= ci_processor_wait_ticks() || ci_tree_is_lost(node))
        return; /* the thread may have no tree at all */
    int saved = errno;
    struct ci_reading *last = &ci_thread_current()->waited;
    struct ci_moment now = ci_clock_moment();
    uint64_t before = last->ticks;
    int64_t ran = read_clocks(last, now);
    int64_t off = before ? (int64_t)(now.ticks - before) - ran : (int64_t)elapsed;
    bool slept = off > 0 && has_slept(last);
    errno = saved;
    ci_thread_probe.last += ci_clock_ticks() - now.ticks; /* none of this is the program's time */
    if (off <= 0)
        return;
    if ((uint64_t)off > elapsed)
        off = (int64_t)elapsed;
    add(node, CINSTR_EXTERNAL_WAITED, (uint64_t)off);
    if (!slept ||
        !(((struct ci_node *)node)->entry->abi.function->flags & CINSTR_FUNCTION_CONTENDS))
        return;
    add(node, CINSTR_EXTERNAL_CONTENTIONS, 1);
    add(node, CINSTR_EXTERNAL_DELAY, (uint64_t)off);
    __atomic_store_n(&ci_contentions_any, true, __ATOMIC_RELAXED);
}
