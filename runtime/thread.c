/* SPDX-License-Identifier: MIT */
/* thread.c - gives each thread its tree; ci_attach_from, which the miss stub calls. */
#define _GNU_SOURCE
#include "thread.h"
#include "clock.h"
#include "fiber.h"
#include "flat.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

struct cinstr_sampled ci_thread_nobody = {.turn = UINT64_MAX, .weight = 1};
_Thread_local struct cinstr_thread ci_thread_probe = {.slot = &ci_tree_unattached_slot,
                                                      .sampled = &ci_thread_nobody};

static struct ci_thread *threads; /* the newest; atomic */
static pthread_key_t end_key;
static uint64_t attachments; /* in the upper bits of activations; atomic */
static uint32_t ended_count; /* of threads in CI_THREAD_ENDED, or more; atomic */
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;

struct ci_calibration ci_thread_calibration;
bool ci_thread_keep_apart;

struct ci_thread *ci_thread_list(void)
{
    return __atomic_load_n(&threads, __ATOMIC_SEQ_CST);
}

void ci_thread_charge(struct ci_thread *thread, uint64_t now)
{
    if (ci_sampling_end_gap(&thread->sampling, thread->probe, now))
        return;
    struct cinstr_edge *edge = __atomic_load_n(thread->probe->slot, __ATOMIC_ACQUIRE);
    edge->parent->time += (int64_t)(now - thread->probe->last);
    thread->probe->last = now;
}

/* Runs when a thread ends. Destructors of other keys may run instrumented code afterwards: that
 * code finds the thread unattached and attaches it again. */
static void end_thread(void *value)
{
    struct ci_thread *thread = value;
    ci_thread_charge(thread, ci_clock_ticks());
    if (ci_thread_keep_apart)
        ci_task_end(&thread->task);
    ci_flat_end_thread(thread);
    ci_thread_probe.slot = &ci_tree_unattached_slot;
    ci_thread_forget_current();
    __atomic_add_fetch(&ended_count, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&thread->state, CI_THREAD_ENDED, __ATOMIC_SEQ_CST);
}

void ci_thread_forget_current(void)
{
    ci_thread_probe.sampled = &ci_thread_nobody;
}

static void make_end_key(void)
{
    pthread_key_create(&end_key, end_thread);
}

static struct ci_thread *reuse_thread(void)
{
    /* Thousands of threads may be alive: the list is searched only if it contains an ended one. */
    if (ci_thread_keep_apart || !__atomic_load_n(&ended_count, __ATOMIC_SEQ_CST))
        return NULL;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        int ended = CI_THREAD_ENDED;
        if (__atomic_compare_exchange_n(&thread->state, &ended, CI_THREAD_RUNNING, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
            __atomic_sub_fetch(&ended_count, 1, __ATOMIC_SEQ_CST);
            return thread;
        }
    }
    return NULL;
}

static struct ci_thread *make_thread(void)
{
    struct ci_arena arena = {0};
    struct ci_thread *thread = ci_arena_get(&arena, sizeof *thread);
    if (!thread)
        return NULL;
    thread->tree.arena = arena;
    if (!ci_tree_init(&thread->tree))
        return NULL;
    thread->state = CI_THREAD_RUNNING;
    thread->next = __atomic_load_n(&threads, __ATOMIC_SEQ_CST);
    while (!__atomic_compare_exchange_n(&threads, &thread->next, thread, true, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
        ;
    return thread;
}

struct cinstr_edge **ci_attach(void)
{
    struct ci_thread *thread = reuse_thread();
    if (!thread)
        thread = make_thread();
    if (!thread)
        return ci_tree_lost_slot();
    thread->id = (int)syscall(SYS_gettid);
    thread->tree.stack = ci_fiber_own_stack(thread->id == getpid());
    thread->probe = &ci_thread_probe;
    thread->waited = (struct ci_reading){0};
    if (ci_thread_keep_apart)
        ci_task_begin(&thread->task);
    ci_thread_probe.sampled = &thread->sampled;
    ci_thread_probe.slot = &thread->tree.root->slots[0];
    ci_thread_probe.entry_cost = ci_thread_calibration.typical.inside;
    ci_thread_probe.exit_cost = ci_thread_calibration.typical.outside;
    ci_thread_probe.last = ci_clock_ticks();
    thread->sampled.turn = thread->sampled.events;
    thread->sampling.begun = false;
    ci_thread_probe.activations =
        __atomic_fetch_add(&attachments, UINT64_C(1) << 40, __ATOMIC_SEQ_CST);
    pthread_once(&end_key_once, make_end_key);
    pthread_setspecific(end_key, thread);
    return ci_thread_probe.slot;
}

struct cinstr_edge **ci_attach_from(struct cinstr_edge **slot)
{
    struct cinstr_edge **own = ci_attach();
    return slot == &ci_tree_unattached_slot || !ci_thread_current() ? own : slot;
}

void ci_thread_forget_others(void)
{
    struct ci_thread *own = ci_thread_current();
    ended_count = 0;
    if (own) {
        own->next = NULL;
        own->id = (int)syscall(SYS_gettid);
        ci_task_begin(&own->task);
    }
    __atomic_store_n(&threads, ci_thread_current(), __ATOMIC_SEQ_CST);
}
