/* SPDX-License-Identifier: MIT */
/* google.h - slices of programs of Google Benchmark: a run for each. */
#ifndef CINSTR_CLI_BENCH_GOOGLE_H
#define CINSTR_CLI_BENCH_GOOGLE_H

#include "bench/worker.h"

/* As ci_worker_slice. Where iterations cannot be fixed, `n` is the least time in nanoseconds. */
bool ci_google_slice(struct ci_worker *worker, int64_t n, struct ci_slice *slice);

/* The filter that one name alone matches. */
const char *ci_google_pattern(struct ci_pool *pool, const char *name, size_t length);

/* worker.c: in a child, what every program of a worker gets; then the program, which prints into
 * `text` (-1: nowhere) and says what goes wrong into `log`. */
_Noreturn void ci_worker_become(const struct ci_worker_job *job, char *const *arguments, int text,
                                int log);

#endif
