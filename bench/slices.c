/* SPDX-License-Identifier: MIT */
/* slices.c - requests from one descriptor, slices to another. */
#include "slices.h"

#include "clock.h"
#include "common/slice.h"
#include "environment.h"
#include "session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Returns false at the end of the file. */
static bool read_request(struct ci_slice_request *request)
{
    ssize_t got;
    do
        got = read(ci_bench_session.flags.slices_in, request, sizeof *request);
    while (got < 0 && errno == EINTR);
    return got == sizeof *request && request->n >= 1;
}

/* Returns whether the reader still exists. A message is smaller than what a pipe takes at once. */
static bool answer(const void *data, size_t size)
{
    ssize_t written;
    do
        written = write(ci_bench_session.flags.slices_out, data, size);
    while (written < 0 && errno == EINTR);
    return written == (ssize_t)size;
}

static bool greet(const struct ci_bench *bench)
{
    static const enum ci_slice_mode modes[] = {
        [CI_MODE_PLAIN] = CI_SLICE_PLAIN,
        [CI_MODE_TIME] = CI_SLICE_TIME,
        [CI_MODE_COUNT] = CI_SLICE_COUNT,
    };
    struct ci_slice_greeting greeting = {.magic = CINSTR_SLICE_MAGIC,
                                         .mode = modes[ci_environment_mode()],
                                         .parallel = bench->result.parallel};
    return answer(&greeting, sizeof greeting);
}

static void measure(struct ci_bench *bench, int64_t n, struct ci_slice *slice)
{
    int64_t cpu = ci_clock_cpu_nanos(), thread = ci_clock_read(CLOCK_THREAD_CPUTIME_ID);
    ci_bench_session.flags.bench_count = n; /* for cinstr_bench_loop */
    int64_t elapsed = ci_measure_run(bench, n);
    *slice = (struct ci_slice){
        .n = bench->n,
        .elapsed = bench->duration,
        .cpu = bench->cpu,
        .whole_elapsed = elapsed,
        .whole_cpu = ci_clock_cpu_nanos() - cpu,
        .whole_thread_cpu = ci_clock_read(CLOCK_THREAD_CPUTIME_ID) - thread,
        .voluntary = bench->usage.voluntary,
        .involuntary = bench->usage.involuntary,
        .delayed = bench->usage.delayed,
    };
}

void ci_slices_serve(struct ci_bench *bench)
{
    struct ci_slice_request request;
    struct ci_slice slice;
    if (!greet(bench))
        return;
    while (read_request(&request)) {
        measure(bench, request.n, &slice);
        if (atomic_load(&bench->failed) || !answer(&slice, sizeof slice))
            return;
    }
}
