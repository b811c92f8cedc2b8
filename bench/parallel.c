/* SPDX-License-Identifier: MIT */
/* parallel.c - one loop divided between threads. */
#include "clock.h"
#include "session.h"
#include "state.h"
#include "usage.h"

#include <stdlib.h>
#include <string.h>

/* What the threads of one cinstr_bench_parallel share. */
struct common {
    struct ci_bench *bench;
    void (*body)(cinstr_bench_share *share, void *arg);
    void *arg;
    int64_t n, grain;
    atomic_bool left_early;
    atomic_bool delay_unknown;      /* of one of the threads */
    atomic_llong delayed;           /* while they ran, added up */
    pthread_barrier_t start;        /* the measuring thread takes part */
    _Alignas(64) atomic_llong next; /* written by all threads: a cache line of its own */
};

/*
 * Iterations that a thread takes at once: about 100 us worth, so that the counter costs nothing and
 * no thread waits long for the last; at most 10^4, for what takes 10 ns. In a program of mode=count
 * a tenth of all: the number of grants is then the same each time, whatever thread gets them.
 */
static int64_t choose_grain(const struct ci_bench *bench)
{
    int64_t grain = 0;
    if (ci_bench_session.exact)
        return bench->n < 10 ? 1 : bench->n / 10;
    if (bench->previous_n > 0 && bench->previous_nanos > 0)
        grain = 100000 * bench->previous_n / bench->previous_nanos;
    return grain < 1 ? 1 : grain > 10000 ? 10000 : grain;
}

bool cinstr_bench_next_slow(cinstr_bench_share *share)
{
    struct common *common = share->common;
    int64_t first = atomic_fetch_add_explicit(&common->next, common->grain, memory_order_relaxed);
    if (first >= common->n) {
        share->done = true;
        return false;
    }
    int64_t granted = common->n - first;
    share->left = (granted < common->grain ? granted : common->grain) - 1;
    return true;
}

static void *run_thread(void *arg)
{
    struct common *common = arg;
    cinstr_bench_share share = {.left = 0, .common = common};
    int64_t before = ci_usage_delayed(); /* while the timer is stopped */
    pthread_barrier_wait(&common->start);
    common->body(&share, common->arg);
    int64_t after = ci_usage_delayed();
    if (before < 0 || after < 0)
        atomic_store(&common->delay_unknown, true);
    else
        atomic_fetch_add(&common->delayed, after - before);
    if (!share.done)
        atomic_store(&common->left_early, true);
    return NULL;
}

/* Starts the threads with the timer stopped, and the timer with the threads. */
static void run_threads(struct common *common, pthread_t *threads, int count)
{
    cinstr_bench *b = &common->bench->api;
    bool timed = common->bench->timer_on;
    cinstr_bench_stop_timer(b);
    pthread_barrier_init(&common->start, NULL, (unsigned)count + 1);
    for (int i = 0; i < count; i++) {
        int error = pthread_create(&threads[i], NULL, run_thread, common);
        if (error)
            ci_act_fatal(common->bench, "cannot start thread %d of %d: %s", i + 1, count,
                         strerror(error));
    }
    if (timed)
        cinstr_bench_start_timer(b);
    pthread_barrier_wait(&common->start);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&common->start);
}

void cinstr_bench_parallel(cinstr_bench *b, void (*body)(cinstr_bench_share *share, void *arg),
                           void *arg)
{
    struct ci_bench *bench = ci_bench_of(b);
    ci_measure_check_n(bench);
    struct common common = {
        .bench = bench, .body = body, .arg = arg, .n = bench->n, .grain = choose_grain(bench)};
    int count = bench->threads > 0 ? bench->threads : bench->procs * bench->parallelism;
    pthread_t *threads = calloc((size_t)count, sizeof *threads);
    if (!threads)
        ci_act_fatal(bench, "no memory for %d threads", count);
    bench->result.parallel = true;
    bench->result.threads = count;
    run_threads(&common, threads, count);
    if (atomic_load(&common.delay_unknown) || bench->threads_delayed < 0)
        bench->threads_delayed = -1;
    else
        bench->threads_delayed += atomic_load(&common.delayed);
    free(threads);
    if (atomic_load(&common.left_early) && !atomic_load(&bench->failed))
        ci_act_fatal(bench, "cinstr_bench_parallel: the body returned before cinstr_bench_next "
                            "returned false");
}

void cinstr_bench_set_threads(cinstr_bench *b, int threads)
{
    if (threads >= 1)
        ci_bench_of(b)->threads = threads;
}

void cinstr_bench_set_parallelism(cinstr_bench *b, int threads_per_cpu)
{
    if (threads_per_cpu >= 1)
        ci_bench_of(b)->parallelism = threads_per_cpu;
}
