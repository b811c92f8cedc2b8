/* SPDX-License-Identifier: MIT */
/* wait.c - see wait.h. */
#define _GNU_SOURCE
#include "wait.h"
#include "session.h"
#include "thread.h"

#include <errno.h>
#include <time.h>

static int64_t nanos_of(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int64_t ci_wait_process_nanos(void)
{
    return nanos_of(CLOCK_PROCESS_CPUTIME_ID);
}

void ci_wait_note(struct cinstr_node *node, uint64_t elapsed)
{
    if (ci_tree_is_lost(node))
        return; /* the thread may have no tree at all */
    int saved = errno;
    struct ci_reading *last = &ci_thread_current->waited;
    struct ci_moment now = ci_clock_moment();
    int64_t processor = nanos_of(CLOCK_THREAD_CPUTIME_ID);
    double nanos_per_tick = ci_clock_nanos_per_tick(ci_session.start, now);
    int64_t ran = (int64_t)((double)(processor - last->processor_nanos) / nanos_per_tick);
    int64_t off = last->ticks ? (int64_t)(now.ticks - last->ticks) - ran : (int64_t)elapsed;
    last->ticks = now.ticks;
    last->processor_nanos = processor;
    errno = saved;
    ci_thread_probe.last += ci_clock_ticks() - now.ticks; /* all this is no time of the program */
    if (off <= 0)
        return;
    if ((uint64_t)off > elapsed)
        off = (int64_t)elapsed;
    *ci_node_counters((struct ci_node *)node, 1) += (uint64_t)off;
}
