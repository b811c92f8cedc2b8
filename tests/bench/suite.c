/* SPDX-License-Identifier: MIT */
/* suite.c - the program of the end-to-end tests: one benchmark for each way to behave. */
#include <cinstr/bench.h>

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void nap(long microseconds)
{
    usleep((useconds_t)microseconds);
}

static void BenchmarkPlain(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkPlain);

static void BenchmarkLoop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkLoop);

static void run_sub(cinstr_bench *b, void *arg)
{
    if (arg)
        cinstr_bench_set_bytes(b, *(const int *)arg);
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}

static void BenchmarkSub(cinstr_bench *b)
{
    int bytes = 64;
    cinstr_bench_run(b, "a b", run_sub, NULL);
    cinstr_bench_run(b, "a b", run_sub, &bytes);
    cinstr_bench_run(b, "averyveryverylongnameofabenchmark", run_sub, NULL);
    setlocale(LC_ALL, "de_DE.UTF-8");
    cinstr_bench_run(b, "10\xc2\xb5s", run_sub, &bytes);
    cinstr_bench_log(b, "parent log");
}
CINSTR_BENCHMARK(BenchmarkSub);

static void BenchmarkSkip(cinstr_bench *b)
{
    cinstr_bench_skip(b, "not today");
}
CINSTR_BENCHMARK(BenchmarkSkip);

static void BenchmarkLog(cinstr_bench *b)
{
    cinstr_bench_logf(b, "hello %d\nthere", 1);
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkLog);

static void BenchmarkFail(cinstr_bench *b)
{
    cinstr_bench_log(b, "before");
    cinstr_bench_error(b, "bad");
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkFail);

static void say(void *arg)
{
    fputs(arg, stdout);
}

static void BenchmarkFatalLate(cinstr_bench *b)
{
    cinstr_bench_cleanup(b, say, "cleaned second\n");
    cinstr_bench_cleanup(b, say, "cleaned first\n");
    if (b->N > 1)
        cinstr_bench_fatalf(b, "late %d", (int)b->N);
}
CINSTR_BENCHMARK(BenchmarkFatalLate);

static void BenchmarkMetric(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
    cinstr_bench_report_metric(b, 12.5, "widgets/op");
    cinstr_bench_report_metric(b, 0, "ns/op");
    cinstr_bench_report_metric(b, 0.00012, "x/op");
    cinstr_bench_report_metric(b, 7, "frames/s");
}
CINSTR_BENCHMARK(BenchmarkMetric);

static void BenchmarkBadUnit(cinstr_bench *b)
{
    cinstr_bench_report_metric(b, 1, "two words");
}
CINSTR_BENCHMARK(BenchmarkBadUnit);

static void BenchmarkCrash(cinstr_bench *b)
{
    cinstr_bench_log(b, "about to crash");
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn the signal into an exit */
    raise(SIGSEGV);
}
CINSTR_BENCHMARK(BenchmarkCrash);

static void BenchmarkCrashLate(cinstr_bench *b)
{
    if (b->N > 1)
        abort();
}
CINSTR_BENCHMARK(BenchmarkCrashLate);

static void crash_sub(cinstr_bench *b, void *arg)
{
    (void)b;
    (void)arg;
    abort();
}

static void BenchmarkCrashSub(cinstr_bench *b)
{
    cinstr_bench_run(b, "crash", crash_sub, NULL);
    cinstr_bench_run(b, "next", run_sub, NULL);
}
CINSTR_BENCHMARK(BenchmarkCrashSub);

static void BenchmarkExit(cinstr_bench *b)
{
    (void)b;
    exit(3);
}
CINSTR_BENCHMARK(BenchmarkExit);

static void BenchmarkHang(cinstr_bench *b)
{
    (void)b;
    while (true)
        pause();
}
CINSTR_BENCHMARK(BenchmarkHang);

static void slow_sub(cinstr_bench *b, void *arg)
{
    (void)b;
    (void)arg;
    nap(700000);
}

/* Its subs together take longer than the time-out of the test, each alone does not. */
static void BenchmarkSlowSubs(cinstr_bench *b)
{
    cinstr_bench_run(b, "1", slow_sub, NULL);
    cinstr_bench_run(b, "2", slow_sub, NULL);
}
CINSTR_BENCHMARK(BenchmarkSlowSubs);

static void work_share(cinstr_bench_share *share, void *arg)
{
    (void)arg;
    while (cinstr_bench_next(share))
        nap(100);
}

static void BenchmarkParallel(cinstr_bench *b)
{
    cinstr_bench_set_parallelism(b, 2);
    cinstr_bench_parallel(b, work_share, NULL);
}
CINSTR_BENCHMARK(BenchmarkParallel);

static void leave_share(cinstr_bench_share *share, void *arg)
{
    (void)arg;
    cinstr_bench_next(share);
}

static void BenchmarkParallelEarly(cinstr_bench *b)
{
    cinstr_bench_parallel(b, leave_share, NULL);
}
CINSTR_BENCHMARK(BenchmarkParallelEarly);

struct failing {
    cinstr_bench *b;
    bool failed;
};

/* One thread ends the process while the others work. */
static void fail_share(cinstr_bench_share *share, void *arg)
{
    while (cinstr_bench_next(share))
        if (!__atomic_exchange_n(&((struct failing *)arg)->failed, true, __ATOMIC_RELAXED))
            cinstr_bench_fatal(((struct failing *)arg)->b, "one is enough");
        else
            nap(100);
}

static void BenchmarkParallelFatal(cinstr_bench *b)
{
    struct failing failing = {.b = b};
    cinstr_bench_parallel(b, fail_share, &failing);
}
CINSTR_BENCHMARK(BenchmarkParallelFatal);

static void BenchmarkLoopBreak(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        break;
}
CINSTR_BENCHMARK(BenchmarkLoopBreak);

static void BenchmarkLoopStopped(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        cinstr_bench_stop_timer(b);
}
CINSTR_BENCHMARK(BenchmarkLoopStopped);

/* 10 us measured, 2 ms not: measuring the whole goal would take 200 times as long. */
static void BenchmarkStopTimer(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        cinstr_bench_stop_timer(b);
        nap(2000);
        cinstr_bench_start_timer(b);
    }
}
CINSTR_BENCHMARK(BenchmarkStopTimer);

static void BenchmarkStopTimerLoop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b)) {
        cinstr_bench_stop_timer(b);
        nap(2000);
        cinstr_bench_start_timer(b);
    }
}
CINSTR_BENCHMARK(BenchmarkStopTimerLoop);

/* Expensive set-up before the loop, in every call. */
static void BenchmarkSetup(cinstr_bench *b)
{
    nap(50000);
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkSetup);

/* One iteration takes just less than the goal of the wall-time test. */
static void BenchmarkLong(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        nap(970000);
}
CINSTR_BENCHMARK(BenchmarkLong);

static void BenchmarkSpin(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        for (int k = 0; k < 100; k++)
            __asm__ volatile("");
}
CINSTR_BENCHMARK(BenchmarkSpin);

/* GCC removes its whole loop. */
static void BenchmarkElided(cinstr_bench *b)
{
    (void)b;
}
CINSTR_BENCHMARK(BenchmarkElided);

static void BenchmarkNoise(cinstr_bench *b)
{
    printf("--- FAIL: not a verdict\nno line end");
    cinstr_bench_skip(b, "noisy");
}
CINSTR_BENCHMARK(BenchmarkNoise);

static void BenchmarkEnd(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkEnd);

/* It prints what looks like results, without a final newline and with control characters. */
static void BenchmarkFaker(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        printf(
            "BenchmarkFake-2 100 5 ns/op\nUnit x better=lower\ngoos: plan9\n\x16PASS\nno newline");
}
CINSTR_BENCHMARK(BenchmarkFaker);

/* 10 MB in one call, beside stderr. */
static void BenchmarkFlood(cinstr_bench *b)
{
    static const char line[] = "BenchmarkFake-2 100 5 ns/op; seven more words to fill this line\n";
    if (b->N == 1)
        fprintf(stderr, "BenchmarkFake-2 100 5 ns/op\n");
    for (size_t done = 0; b->N == 1 && done < 10000000; done += sizeof line - 1)
        fwrite(line, 1, sizeof line - 1, stdout);
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkFlood);

static void BenchmarkWritesN(cinstr_bench *b)
{
    while (b->N-- > 0)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkWritesN);

static void BenchmarkWritesNInLoop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        b->N++;
}
CINSTR_BENCHMARK(BenchmarkWritesNInLoop);

static void BenchmarkShort(cinstr_bench *b)
{
    if (cinstr_bench_short())
        cinstr_bench_skip(b, "too long");
    for (int64_t i = 0; i < b->N; i++)
        nap(100);
}
CINSTR_BENCHMARK(BenchmarkShort);

/* Hangs when it is measured, not when it is looked for. */
static void BenchmarkStuck(cinstr_bench *b)
{
    while (b->N > 1)
        pause();
}
CINSTR_BENCHMARK(BenchmarkStuck);
