/* SPDX-License-Identifier: MIT */
/* pairs.c - rounds of paired slices, and when there are enough of them; see pairs.h. */
#include "bench/pairs.h"

#include "base/order.h"
#include "bench/stopping.h"
#include "common/random.h"
#include "stat/math.h"
#include "stat/signedrank.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SLICE_NANOS = 1000000, /* of processor time */
    SLICE_LEAST = SLICE_NANOS / 8,
    RUN_NANOS = 10 * SLICE_NANOS, /* where a slice is a run of its own, and ends by time */
    ELAPSED_FACTOR = 5,           /* a slice that sleeps may take this many times as long */
    ROUND_NANOS = 100000000,      /* elapsed, at least */
    START_FACTOR = 2,             /* and at least so many times as long as starting took */
    ROUND_PAIRS = 24,
    FIRST_LOOK = 20,   /* rounds */
    LEAST_ROUNDS = 12, /* for an interval of 95 %: six by twos */
    LAYOUT_STEP = 16,  /* bytes: the stack's alignment */
    LAYOUT_PAGE = 4096,
};

#define N_MAX (INT64_C(1) << 40) /* iterations of a slice */

struct pair {
    struct ci_slice slices[CI_PAIRS_SIDES];
    bool interrupted;
};

/* What is known of a slice. WAITED: elapsed, and neither work nor waiting for a CPU. */
enum quantity { CPU, ELAPSED, WAITED, QUANTITIES };

/* One round's outcome. */
struct round {
    double difference;                        /* of log(new / old) */
    double nanos[QUANTITIES][CI_PAIRS_SIDES]; /* per iteration */
    int layout;
};

struct comparison {
    struct ci_pool *pool;
    const struct ci_worker_job *jobs;
    const struct ci_pairs_options *options;
    struct ci_buffer *sink;
    struct ci_pairs_result *result;
    struct ci_worker workers[CI_PAIRS_SIDES];
    uint64_t random;
    int64_t start;       /* clock */
    int64_t slice_nanos; /* that a slice is to take */
    int64_t n;
    bool pinned;
    struct round *rounds;
    double *differences; /* those of the rounds */
    size_t count;
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* A CPU that this process may use, by chance. */
static int choose_cpu(struct comparison *comparison)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) || CPU_COUNT(&set) == 0)
        return -1;
    int skip = (int)(ci_random_next(&comparison->random) % (unsigned)CPU_COUNT(&set));
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set) && skip-- == 0)
            return cpu;
    return -1;
}

/* Where the stack of a side begins in a layout: a multiple of its alignment, within a page. */
static size_t padding(const struct comparison *comparison, int layout, int side)
{
    uint64_t state = comparison->options->seed + (uint64_t)layout * CI_PAIRS_SIDES + (unsigned)side;
    return ci_random_next(&state) % (LAYOUT_PAGE / LAYOUT_STEP) * LAYOUT_STEP + 1;
}

static void stop_workers(struct comparison *comparison)
{
    for (int side = 0; side < CI_PAIRS_SIDES; side++)
        ci_worker_stop(&comparison->workers[side]);
}

/* Notes why a side is at an end. Returns false. */
static bool fail(struct comparison *comparison, int side)
{
    comparison->result->failed_side = side;
    comparison->result->failure = ci_worker_failure(&comparison->workers[side], comparison->pool);
    return false;
}

static bool start_worker(struct comparison *comparison, int side, int cpu, int layout)
{
    struct ci_worker_job job = comparison->jobs[side];
    job.cpu = cpu;
    job.fixed_addresses = comparison->options->layouts > 0;
    job.padding = layout >= 0 ? padding(comparison, layout, side) : 0;
    if (comparison->options->layouts > 0)
        job.path = ci_worker_path(comparison->pool, job.path, layout >= 0 ? layout + 1 : 1);
    return ci_worker_start(&comparison->workers[side], &job) || fail(comparison, side);
}

static bool measure(struct comparison *comparison, int side, struct ci_slice *slice)
{
    return ci_worker_slice(&comparison->workers[side], comparison->n, slice) ||
           fail(comparison, side);
}

static int64_t nanos_of(const struct ci_slice *slice, enum quantity quantity)
{
    int64_t delayed = slice->delayed > 0 ? slice->delayed : 0;
    int64_t waited = slice->elapsed - slice->cpu - delayed;
    return quantity == CPU       ? slice->cpu
           : quantity == ELAPSED ? slice->elapsed
           : waited > 0          ? waited
                                 : 0;
}

/* What is compared of a slice. */
static double value_of(const struct comparison *comparison, const struct ci_slice *slice)
{
    int64_t nanos = nanos_of(slice, comparison->options->elapsed ? ELAPSED : CPU);
    return (double)(nanos > 0 ? nanos : 1) / (double)slice->n;
}

/* ---- how long a slice is ---- */

/* How many times the slice is as long as it should be. */
static double length_of(const struct comparison *comparison, const struct ci_slice *slice)
{
    double goal = (double)comparison->slice_nanos;
    return fmax((double)slice->cpu / goal, (double)nanos_of(slice, WAITED) / goal / ELAPSED_FACTOR);
}

/* Finds the number of iterations of a slice with the old program, and whether threads are used. */
static bool find_n(struct comparison *comparison)
{
    struct ci_slice slice;
    enum ci_worker_kind kind = comparison->jobs[CI_PAIRS_OLD].kind;
    comparison->n = 1;
    if (kind == CI_WORKER_GOOGLE_TIME) {
        comparison->n = RUN_NANOS; /* it takes a time instead */
        comparison->pinned = !strstr(comparison->result->name, "threads:");
        return true;
    }
    while (true) {
        if (!measure(comparison, CI_PAIRS_OLD, &slice))
            return false;
        double length = length_of(comparison, &slice);
        if (length < 0.25 && comparison->n >= N_MAX) {
            comparison->result->failure = "its iterations take no time (optimised away?)";
            return false;
        }
        if (length >= 0.25) {
            double n = (double)comparison->n / length;
            comparison->n = n > 1 ? (int64_t)n : 1;
            break;
        }
        comparison->n *= length < 0.01 ? 16 : 2;
    }
    comparison->pinned =
        kind == CI_WORKER_GOOGLE
            ? !strstr(comparison->result->name, "threads:")
            : comparison->workers[CI_PAIRS_OLD].greeting.parallel == 0 &&
                  (double)slice.whole_cpu < 1.02 * (double)slice.whole_thread_cpu + 20000;
    return true;
}

/* Starts both once: are they alike, how much is a slice? */
static bool prepare(struct comparison *comparison)
{
    struct ci_pairs_result *result = comparison->result;
    bool done = true;
    for (int side = 0; side < CI_PAIRS_SIDES && done; side++)
        done = start_worker(comparison, side, -1, -1);
    if (done && comparison->jobs[CI_PAIRS_OLD].kind == CI_WORKER_CINSTR &&
        comparison->jobs[CI_PAIRS_NEW].kind == CI_WORKER_CINSTR) {
        uint32_t mode = comparison->workers[CI_PAIRS_OLD].greeting.mode;
        result->unlike = mode != comparison->workers[CI_PAIRS_NEW].greeting.mode;
        result->exact = !result->unlike && mode == CI_SLICE_COUNT;
        done = !result->unlike && !result->exact;
    }
    done = done && find_n(comparison);
    stop_workers(comparison);
    return done;
}

/* ---- a round ---- */

static bool measure_pair(struct comparison *comparison, int first, struct pair *pair)
{
    for (int i = 0; i < CI_PAIRS_SIDES; i++) {
        int side = i == 0 ? first : !first;
        if (!measure(comparison, side, &pair->slices[side]))
            return false;
    }
    pair->interrupted =
        pair->slices[CI_PAIRS_OLD].involuntary + pair->slices[CI_PAIRS_NEW].involuntary > 0;
    return true;
}

/*
 * Measures pairs until that has taken `length` nanoseconds. The order within pairs comes in twos,
 * one of each kind, so that it is balanced. Returns false after a failure.
 */
static bool measure_pairs(struct comparison *comparison, struct pair pairs[ROUND_PAIRS],
                          size_t *count, int64_t length)
{
    int64_t begin = now();
    int first = 0;
    for (*count = 0; *count < ROUND_PAIRS; ++*count) {
        first = *count % 2 ? !first : (int)(ci_random_next(&comparison->random) & 1);
        if (!measure_pair(comparison, first, &pairs[*count]))
            return false;
        if (*count % 2 && now() - begin > length) {
            ++*count;
            break;
        }
    }
    return true;
}

/* Drops interrupted pairs by the rule. Returns how many are left, at the front. */
static size_t drop_interrupted(struct pair *pairs, size_t count, size_t *interrupted)
{
    size_t kept = 0;
    *interrupted = 0;
    for (size_t i = 0; i < count; i++)
        *interrupted += pairs[i].interrupted;
    if ((count - *interrupted) * 3 < count)
        return count;
    for (size_t i = 0; i < count; i++)
        if (!pairs[i].interrupted)
            pairs[kept++] = pairs[i];
    return kept;
}

/* The mean of the middle half. Sorts the values. */
static double middle_mean(double *values, size_t count)
{
    size_t cut = count / 4;
    double sum = 0;
    qsort(values, count, sizeof *values, ci_order_doubles);
    for (size_t i = cut; i < count - cut; i++)
        sum += values[i];
    return sum / (double)(count - 2 * cut);
}

static struct round summarize(const struct comparison *comparison, const struct pair *pairs,
                              size_t count, int layout)
{
    double values[ROUND_PAIRS];
    struct round round = {.layout = layout};
    for (size_t i = 0; i < count; i++)
        values[i] = log(value_of(comparison, &pairs[i].slices[CI_PAIRS_NEW]) /
                        value_of(comparison, &pairs[i].slices[CI_PAIRS_OLD]));
    round.difference = middle_mean(values, count);
    for (int side = 0; side < CI_PAIRS_SIDES; side++)
        for (int quantity = 0; quantity < QUANTITIES; quantity++) {
            for (size_t i = 0; i < count; i++) {
                const struct ci_slice *slice = &pairs[i].slices[side];
                values[i] = (double)nanos_of(slice, quantity) / (double)slice->n;
            }
            round.nanos[quantity][side] = middle_mean(values, count);
        }
    return round;
}

static void keep_round(struct comparison *comparison, struct round round)
{
    comparison->rounds = ci_pool_grow(comparison->pool, comparison->rounds, comparison->count,
                                      sizeof *comparison->rounds);
    comparison->differences = ci_pool_grow(comparison->pool, comparison->differences,
                                           comparison->count, sizeof *comparison->differences);
    comparison->rounds[comparison->count] = round;
    comparison->differences[comparison->count++] = round.difference;
    for (int side = 0; side < CI_PAIRS_SIDES && comparison->sink; side++) {
        const char *line =
            ci_pool_format(comparison->pool, "Benchmark%s\t%lld\t%.9g ns/op\t%.9g cpu-ns/op\n",
                           comparison->result->name, (long long)comparison->n,
                           round.nanos[ELAPSED][side], round.nanos[CPU][side]);
        ci_buffer_append(&comparison->sink[side], line, strlen(line));
    }
}

/* The slices of further rounds are shorter where too many were interrupted. A run of Google
 * Benchmark would hardly be: it has to start in any case. */
static void adapt(struct comparison *comparison, size_t pairs, size_t interrupted)
{
    if (interrupted * 4 <= pairs || comparison->n <= 1 ||
        comparison->slice_nanos / 2 < SLICE_LEAST ||
        comparison->jobs[CI_PAIRS_OLD].kind != CI_WORKER_CINSTR)
        return;
    comparison->slice_nanos /= 2;
    comparison->n = comparison->n / 2;
}

/* Returns false after a failure. */
static bool run_round(struct comparison *comparison)
{
    struct pair pairs[ROUND_PAIRS];
    struct pair ignored;
    size_t count = 0, interrupted;
    int layouts = comparison->options->layouts;
    int layout = layouts > 0 ? (int)(comparison->count % (size_t)layouts) : -1;
    int cpu = comparison->pinned ? choose_cpu(comparison) : -1;
    int first = (int)(ci_random_next(&comparison->random) & 1);
    int64_t begin = now();
    bool done = start_worker(comparison, first, cpu, layout) &&
                start_worker(comparison, !first, cpu, layout) &&
                measure_pair(comparison, (int)(ci_random_next(&comparison->random) & 1), &ignored);
    int64_t length = START_FACTOR * (now() - begin);
    done = done &&
           measure_pairs(comparison, pairs, &count, length > ROUND_NANOS ? length : ROUND_NANOS);
    stop_workers(comparison);
    if (!done)
        return false;
    size_t kept = drop_interrupted(pairs, count, &interrupted);
    comparison->result->pairs += count;
    comparison->result->dropped += count - kept;
    keep_round(comparison, summarize(comparison, pairs, kept, layout));
    adapt(comparison, count, interrupted);
    return true;
}

/* ---- the result ---- */

static double median_of(const struct comparison *comparison, int side, enum quantity quantity)
{
    struct ci_pool pool = {0};
    double *values = ci_pool_alloc(&pool, comparison->count, sizeof *values);
    for (size_t i = 0; i < comparison->count; i++)
        values[i] = comparison->rounds[i].nanos[quantity][side];
    qsort(values, comparison->count, sizeof *values, ci_order_doubles);
    double median = ci_stat_median(values, comparison->count);
    ci_pool_deinit(&pool);
    return median;
}

/*
 * Each layout's own difference. They are what is tested: rounds of one layout share its luck, so
 * they are not independent of each other.
 */
static double *layout_means(const struct comparison *comparison)
{
    size_t layouts = (size_t)comparison->options->layouts;
    double *means = ci_pool_alloc(comparison->pool, layouts, sizeof *means);
    for (size_t layout = 0; layout < layouts; layout++) {
        size_t count = 0;
        for (size_t i = layout; i < comparison->count; i += layouts, count++)
            means[layout] += comparison->rounds[i].difference;
        means[layout] /= (double)count;
    }
    return means;
}

/* How much the layouts' own changes differ: their standard deviation. */
static double layout_spread(const struct comparison *comparison)
{
    size_t layouts = (size_t)comparison->options->layouts;
    double mean = 0, squares = 0;
    if (layouts < 2 || comparison->count < layouts)
        return NAN;
    const double *means = layout_means(comparison);
    for (size_t i = 0; i < layouts; i++)
        mean += means[i] / (double)layouts;
    for (size_t i = 0; i < layouts; i++)
        squares += (means[i] - mean) * (means[i] - mean);
    return sqrt(squares / (double)(layouts - 1));
}

static bool has_layouts(const struct comparison *comparison)
{
    return comparison->options->layouts > 0 &&
           comparison->count >= (size_t)comparison->options->layouts;
}

static struct ci_stat_signed_rank test_of(const struct comparison *comparison)
{
    double confidence = comparison->options->confidence;
    if (has_layouts(comparison))
        return ci_stat_signed_rank(layout_means(comparison), (size_t)comparison->options->layouts,
                                   confidence);
    return ci_stopping_test(comparison->differences, comparison->count, confidence);
}

/* What has to be narrow for measuring to stop. */
static double width_of(const struct comparison *comparison, const struct ci_stat_signed_rank *test)
{
    if (has_layouts(comparison))
        return expm1(test->high) - expm1(test->low);
    return expm1(ci_stopping_width(comparison->differences, comparison->count,
                                   comparison->options->confidence));
}

static void fill_in(struct comparison *comparison)
{
    struct ci_pairs_result *result = comparison->result;
    const struct ci_pairs_options *options = comparison->options;
    struct ci_stat_signed_rank test = test_of(comparison);
    result->change = expm1(test.center);
    result->low = expm1(test.low);
    result->high = expm1(test.high);
    result->p = test.p;
    result->shown = isfinite(test.low) && isfinite(test.high);
    result->precise = result->shown && width_of(comparison, &test) < options->precision;
    /* Half an interval is 1.96 standard errors; 0.84 more make a power of four in five. */
    result->smallest = (test.high - test.low) / 2 * (1.96 + 0.84) / 1.96;
    result->layout_spread = layout_spread(comparison);
    for (int side = 0; side < CI_PAIRS_SIDES; side++) {
        result->cpu[side] = median_of(comparison, side, CPU);
        result->elapsed[side] = median_of(comparison, side, ELAPSED);
        result->nanos[side] = options->elapsed ? result->elapsed[side] : result->cpu[side];
        result->sleeps |= median_of(comparison, side, WAITED) > result->cpu[side];
    }
    result->n = comparison->n;
    result->rounds = comparison->count;
    result->seconds = (double)(now() - comparison->start) / 1e9;
}

/* Runs rounds until there are enough. */
static void run_rounds(struct comparison *comparison)
{
    size_t layouts = (size_t)comparison->options->layouts;
    size_t least = layouts > 0 ? layouts : LEAST_ROUNDS, look = FIRST_LOOK;
    if (look < 2 * layouts)
        look = 2 * layouts;
    while (run_round(comparison)) {
        bool late = now() - comparison->start >= comparison->options->limit;
        if (comparison->count >= least && late)
            break;
        if (comparison->count < look || (comparison->count % 2 && layouts == 0))
            continue;
        look += look / 4;
        fill_in(comparison);
        if (comparison->result->precise)
            break;
    }
}

void ci_pairs_compare(struct ci_pool *pool, const struct ci_worker_job jobs[CI_PAIRS_SIDES],
                      const struct ci_pairs_options *options, struct ci_buffer *sink,
                      struct ci_pairs_result *result)
{
    struct comparison comparison = {
        .pool = pool,
        .jobs = jobs,
        .options = options,
        .sink = sink,
        .result = result,
        .random = options->seed,
        .start = now(),
        .slice_nanos = SLICE_NANOS,
    };
    *result = (struct ci_pairs_result){.name = jobs[CI_PAIRS_OLD].name, .layout_spread = NAN};
    for (int side = 0; side < CI_PAIRS_SIDES; side++)
        comparison.workers[side] = (struct ci_worker){.in = -1, .out = -1, .text = -1};
    if (!prepare(&comparison))
        return;
    run_rounds(&comparison);
    if (comparison.count > 0 && !result->failure)
        fill_in(&comparison);
}
