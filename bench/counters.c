/* SPDX-License-Identifier: MIT */
/* counters.c - two events of perf_event_open. */
#include "counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

int ci_counters_open(struct ci_counters *counters)
{
    static const uint64_t events[CI_COUNTERS] = {
        [CI_COUNTER_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
        [CI_COUNTER_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
    };
    int error = 0, opened = 0;
    for (int i = 0; i < CI_COUNTERS; i++) {
        struct perf_event_attr event = {
            .type = PERF_TYPE_HARDWARE,
            .size = sizeof event,
            .config = events[i],
            .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
            .inherit = 1,
            .exclude_kernel = 1,
            .exclude_hv = 1,
        };
        counters->fds[i] =
            (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
        if (counters->fds[i] < 0)
            error = errno;
        opened += counters->fds[i] >= 0;
    }
    return opened ? 0 : error;
}

void ci_counters_read(const struct ci_counters *counters, double totals[CI_COUNTERS])
{
    for (int i = 0; i < CI_COUNTERS; i++) {
        struct {
            uint64_t value, enabled, running;
        } found;
        totals[i] = 0;
        if (counters->fds[i] < 0 || read(counters->fds[i], &found, sizeof found) != sizeof found ||
            found.running == 0)
            continue;
        totals[i] = (double)found.value * ((double)found.enabled / (double)found.running);
    }
}
