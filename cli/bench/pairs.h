/* SPDX-License-Identifier: MIT */
/*
 * pairs.h - one benchmark of two programs, compared by short slices in pairs.
 *
 * The rules, which no measured value can bend:
 *
 * A round starts both programs afresh, in random order, on one CPU chosen by chance (any, if they
 * use threads), and throws the first pair of slices away. Then it measures up to 24 pairs of
 * slices, of old and new the same number of iterations; which comes first is decided by chance, in
 * balance. It lasts a tenth of a second, and at least twice as long as starting took. So whatever
 * lasts longer than a slice hits both, and luck of a process (its addresses, its pages) is new in
 * each round.
 *
 * A slice takes about a millisecond of processor time, as much as a busy machine often leaves in
 * one piece. Where more than a quarter of the pairs of a round were interrupted, the next rounds'
 * slices are half as long, down to an eighth. Slices of Google Benchmark are runs of their own,
 * whose length stays; before its version 1.8 they take ten milliseconds.
 *
 * A pair is dropped if one of its slices was preempted (an involuntary context switch), unless
 * fewer than a third of the round's pairs would be left: then none is dropped.
 *
 * With layouts, each round has the next one: an offset of the stack, fixed addresses otherwise, and
 * the program of that number, linked in another order, where the path has "%d". The layouts' means
 * are then tested in the place of the rounds' differences.
 *
 * A round's difference is the mean of the middle half of its pairs' log(new / old). The result is
 * Wilcoxon's test of the rounds' differences, by twos, with its interval. After 20 rounds, and then
 * each time that their number has grown by a quarter, measuring stops if the interval is narrower
 * than the precision, which is told by what tells nothing of the change (stopping.h); it stops as
 * well when the time is up.
 */
#ifndef CINSTR_CLI_BENCH_PAIRS_H
#define CINSTR_CLI_BENCH_PAIRS_H

#include "bench/worker.h"

#include <stdint.h>

enum { CI_PAIRS_OLD, CI_PAIRS_NEW, CI_PAIRS_SIDES };

struct ci_pairs_options {
    double precision;  /* width of the interval at which measuring stops, 0.01 for 1 % */
    double confidence; /* of the interval */
    double alpha;      /* a change counts where p <= alpha */
    int64_t limit;     /* nanoseconds for each benchmark */
    bool elapsed;      /* decide on elapsed time */
    int layouts;       /* that are gone through, at least 6; 0: as they come */
    uint64_t seed;     /* of all chance */
};

/* What one benchmark's comparison found. Changes are relative: 0.05 is 5 % slower. */
struct ci_pairs_result {
    const char *name;
    double nanos[CI_PAIRS_SIDES];   /* per iteration, of what is compared: median of the rounds */
    double cpu[CI_PAIRS_SIDES];     /* the same of processor time */
    double elapsed[CI_PAIRS_SIDES]; /* and of elapsed time */
    double change, low, high, p;
    double smallest;      /* change that would have been found in four of five such comparisons */
    double layout_spread; /* standard deviation of the layouts' changes; NaN: not asked for */
    int64_t n;            /* iterations of a slice, in the last round */
    size_t rounds, pairs, dropped;
    double seconds;
    bool precise;        /* the interval is as narrow as asked for */
    bool sleeps;         /* elapsed time is mostly neither work nor waiting for a CPU */
    bool shown;          /* there are rounds enough for an interval */
    double p_holm;       /* set by the report: corrected for the number of benchmarks */
    const char *failure; /* NULL, or why there is no result; `failed_side` is the program's */
    int failed_side;
    bool unlike; /* the programs are of different modes */
    bool exact;  /* both are of mode=count: nothing to time */
};

/*
 * Compares. `jobs` are of the two programs; `sink`, if not NULL, gets the rounds' values as lines
 * of the benchmark format, for each side. Memory of the result is the pool's.
 */
void ci_pairs_compare(struct ci_pool *pool, const struct ci_worker_job jobs[CI_PAIRS_SIDES],
                      const struct ci_pairs_options *options, struct ci_buffer *sink,
                      struct ci_pairs_result *result);

#endif
