/* SPDX-License-Identifier: MIT */
/*
 * bench.h - benchmarks in the manner of Go's testing.B.
 *
 *     #include <cinstr/bench.h>
 *
 *     void BenchmarkParse(cinstr_bench *b)
 *     {
 *         for (int64_t i = 0; i < b->N; i++)
 *             parse(text, length);
 *     }
 *
 * Link with libcinstr-bench, which has `main`. A program built with the cinstr plugin registers
 * every function BenchmarkXxx of this signature by itself; without the plugin add
 * CINSTR_BENCHMARK(BenchmarkParse) at file scope. Run it as `./suite -bench=.`; `-h` lists the
 * flags. The output is Go's benchmark format, which benchstat reads.
 *
 * How a benchmark is run: in a process of its own, forked for each measurement, so that what it
 * does to memory, to files it holds open or to itself (signal, exit, hang) ends with it. First it
 * is called with N = 1, then with growing N until a call takes the time of -benchtime (default
 * 1 s), and the last call counts. Code before and after the measured loop runs in each call.
 *
 * What a benchmark prints to stdout is not part of the results: the harness keeps it and shows it
 * after the result, indented, with -v or if the benchmark failed.
 *
 * Time is monotonic wall time in nanoseconds. The timer runs when the function is called. A result
 * below 1.2 times that of an empty loop gets a note on a line of its own: "(optimised away?)".
 *
 * Unless told otherwise, functions below are called from the thread that runs the benchmark, with
 * the `b` that the benchmark got, and only until it returns. None of them returns an error: wrong
 * use fails the benchmark with a message.
 */
#ifndef CINSTR_BENCH_H
#define CINSTR_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CINSTR_BENCH_PUBLIC __attribute__((visibility("default")))
#define CINSTR_BENCH_PRINTF __attribute__((format(printf, 5, 6)))

/* Keeps a variable that nothing refers to, even from the linker's --gc-sections if the compiler
 * can. */
#define CINSTR_BENCH_KEEP __attribute__((used))
#ifdef __has_attribute
#if __has_attribute(retain)
#undef CINSTR_BENCH_KEEP
#define CINSTR_BENCH_KEEP __attribute__((used, retain))
#endif
#endif

/* One run of a benchmark. `N` is the number of iterations to do; read it: a benchmark that
 * writes it fails. */
typedef struct cinstr_bench {
    int64_t N;
    int64_t loop_left; /* for cinstr_bench_loop only: iterations that are still granted */
} cinstr_bench;

/* ---- Registration ---- */

/*
 * The record that makes a benchmark known. The linker gathers pointers to these records in the
 * section "cinstr_benchmarks" of the program; the plugin emits the same record and pointer. A
 * function that is registered twice runs once. Order of running: by file, then line.
 */
struct cinstr_benchmark {
    const char *name;                  /* "BenchmarkParse" */
    void (*function)(cinstr_bench *b); /* not NULL */
    const char *file;                  /* where it is defined; may be NULL */
    uint32_t line;
    uint32_t flags; /* 0 */
};

/* Registers the function `f`, which must be declared, under its own name. For file scope. */
#define CINSTR_BENCHMARK(f)                                                                        \
    static const struct cinstr_benchmark cinstr_benchmark_##f = {#f, f, __FILE__, __LINE__, 0};    \
    static const struct cinstr_benchmark *cinstr_benchmark_pointer_##f                             \
        __attribute__((section("cinstr_benchmarks"))) CINSTR_BENCH_KEEP = &cinstr_benchmark_##f

/* ---- The loop ---- */

/*
 * True as long as the benchmark should go on: `while (cinstr_bench_loop(b)) work();`. An
 * alternative to the loop over b->N in which the function is called once per measurement: the
 * first call resets the timer, so that what comes before is not measured; the call that returns
 * false stops it. Afterwards b->N is the number of iterations done. Leaving the loop by break or
 * return is an error, and so is reaching the condition with a stopped timer.
 *
 * Cost: a decrement in memory and a branch, 0.01 ns above a plain loop where the CPU renames memory
 * (Zen 2, Ice Lake and later); elsewhere its 4 to 5 cycles hide behind any longer body.
 */
static inline bool cinstr_bench_loop(cinstr_bench *b);

/* The part of cinstr_bench_loop that is not for every iteration. */
CINSTR_BENCH_PUBLIC bool cinstr_bench_loop_slow(cinstr_bench *b);

static inline bool cinstr_bench_loop(cinstr_bench *b)
{
    int64_t left = b->loop_left;
    if (__builtin_expect(left > 0, 1)) {
        b->loop_left = left - 1;
        return true;
    }
    return cinstr_bench_loop_slow(b);
}

/* ---- The timer, about 0.5 us for each call ---- */

/* Zeroes time and allocation counts and forgets reported metrics. Leaves the timer on or off. */
CINSTR_BENCH_PUBLIC void cinstr_bench_reset_timer(cinstr_bench *b);

/* Goes on measuring after cinstr_bench_stop_timer. Without effect when the timer is on. */
CINSTR_BENCH_PUBLIC void cinstr_bench_start_timer(cinstr_bench *b);

/*
 * Stops measuring, for set-up inside the loop. Such a loop ends when it has taken 5 times the time
 * of -benchtime, however little of that was measured; a note after the result says so.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_stop_timer(cinstr_bench *b);

/* Nanoseconds measured so far in this call of the benchmark. */
CINSTR_BENCH_PUBLIC int64_t cinstr_bench_elapsed(cinstr_bench *b);

/* ---- What is reported ---- */

/* Bytes that one iteration processes; adds the column MB/s (10^6 bytes). */
CINSTR_BENCH_PUBLIC void cinstr_bench_set_bytes(cinstr_bench *b, int64_t bytes);

/*
 * As -benchmem, for this benchmark: adds B/op and allocs/op, rounded down. The counts are those of
 * the allocation probes; without these the benchmark is called once more, with counting functions
 * in place of malloc and its like.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_report_allocs(cinstr_bench *b);

/*
 * Adds a column of your own; a later value for the same unit replaces the earlier one. A value per
 * iteration is divided by b->N by the caller and has a unit that ends in "/op". The units that the
 * harness itself reports (ns/op, MB/s, B/op, allocs/op) may be replaced; ns/op = 0 drops that
 * column. `unit` is copied; one that is empty or has white space fails the benchmark. At most 64.
 * A unit that ends in "/s" is declared as better when higher, any other as better when lower.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_report_metric(cinstr_bench *b, double value,
                                                    const char *unit);

/* ---- Sub-benchmarks ---- */

/*
 * Runs `function(sub, arg)` as the benchmark NAME/name, in a process forked here and now: it sees
 * everything that the caller has set up, and nothing that it changes comes back. Returns false when
 * it failed. White space in `name` becomes '_', a name that was used gets "#01". A benchmark that
 * has sub-benchmarks is called once and not measured itself. Only this thread exists in the fork.
 */
CINSTR_BENCH_PUBLIC bool cinstr_bench_run(cinstr_bench *b, const char *name,
                                          void (*function)(cinstr_bench *b, void *arg), void *arg);

/*
 * The cost of the sub-benchmark that cinstr_bench_run measured last: stores the value of one of its
 * units ("ns/op", "cpu-ns/op", "instructions/op", "B/op", "allocs/op", or one of your own). Returns
 * false where it was not measured or does not have the unit.
 */
CINSTR_BENCH_PUBLIC bool cinstr_bench_last(const cinstr_bench *b, const char *unit, double *value);

/* Whether -short was given: a benchmark may then do less, or skip. */
CINSTR_BENCH_PUBLIC bool cinstr_bench_short(void);

/* The full name, "BenchmarkX/n=1k"; lives as long as `b`. */
CINSTR_BENCH_PUBLIC const char *cinstr_bench_name(const cinstr_bench *b);

/* ---- Parallel benchmarks ---- */

/* One thread's share of a parallel benchmark. */
typedef struct cinstr_bench_share {
    int64_t left; /* iterations that this thread has taken from the shared counter */
    bool done;    /* cinstr_bench_next has returned false */
    void *common;
} cinstr_bench_share;

/*
 * Calls `body(share, arg)` in P threads at once, P the value of -cpu (default: CPUs that the
 * process may use) times that of cinstr_bench_set_parallelism, and returns when all have. They
 * divide b->N between them: `while (cinstr_bench_next(share)) work();`. A body must go on until
 * cinstr_bench_next returns false, and must not touch the timer or start sub-benchmarks; logging,
 * failing and skipping are allowed.
 *
 * ns/op is wall time over N, starting of the threads not included. The additional column cpu-ns/op
 * is the processor time of all threads over N: it rises when the code does not scale.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_parallel(cinstr_bench *b,
                                               void (*body)(cinstr_bench_share *share, void *arg),
                                               void *arg);

/* Threads per CPU for the cinstr_bench_parallel that follow; less than 1 has no effect. */
CINSTR_BENCH_PUBLIC void cinstr_bench_set_parallelism(cinstr_bench *b, int threads_per_cpu);

/* How many threads the cinstr_bench_parallel that follow start, whatever -cpu says; less than 1 has
 * no effect. */
CINSTR_BENCH_PUBLIC void cinstr_bench_set_threads(cinstr_bench *b, int threads);

/* The part of cinstr_bench_next that is not for every iteration. */
CINSTR_BENCH_PUBLIC bool cinstr_bench_next_slow(cinstr_bench_share *share);

/* Whether there is another iteration for this thread. Called by the thread of `share` only. */
static inline bool cinstr_bench_next(cinstr_bench_share *share)
{
    int64_t left = share->left;
    if (__builtin_expect(left > 0, 1)) {
        share->left = left - 1;
        return true;
    }
    return cinstr_bench_next_slow(share);
}

/* ---- Logging, failing, skipping; from any thread ---- */

enum cinstr_bench_action {
    CINSTR_BENCH_LOG,
    CINSTR_BENCH_ERROR,
    CINSTR_BENCH_FATAL,
    CINSTR_BENCH_SKIP,
};

/*
 * Logs "file:line: text", then does what `action` says. The text is printed under the result; with
 * -v at once. Use the macros below, which fill in file and line.
 */
CINSTR_BENCH_PUBLIC CINSTR_BENCH_PRINTF void cinstr_bench_act(cinstr_bench *b,
                                                              enum cinstr_bench_action action,
                                                              const char *file, int line,
                                                              const char *format, ...);

#define cinstr_bench_act_here(b, action, ...)                                                      \
    cinstr_bench_act((b), (action), __FILE__, __LINE__, __VA_ARGS__)

/* Logs a text (log) or what printf would print (logf). */
#define cinstr_bench_log(b, text) cinstr_bench_act_here(b, CINSTR_BENCH_LOG, "%s", (text))
#define cinstr_bench_logf(b, ...) cinstr_bench_act_here(b, CINSTR_BENCH_LOG, __VA_ARGS__)
/* Logs and marks the benchmark as failed; it goes on. */
#define cinstr_bench_error(b, text) cinstr_bench_act_here(b, CINSTR_BENCH_ERROR, "%s", (text))
#define cinstr_bench_errorf(b, ...) cinstr_bench_act_here(b, CINSTR_BENCH_ERROR, __VA_ARGS__)
/* Logs, fails, runs the clean-ups and ends the benchmark's process: does not return. */
#define cinstr_bench_fatal(b, text) cinstr_bench_act_here(b, CINSTR_BENCH_FATAL, "%s", (text))
#define cinstr_bench_fatalf(b, ...) cinstr_bench_act_here(b, CINSTR_BENCH_FATAL, __VA_ARGS__)
/* Logs, marks as skipped, runs the clean-ups and ends the process: does not return. */
#define cinstr_bench_skip(b, text) cinstr_bench_act_here(b, CINSTR_BENCH_SKIP, "%s", (text))
#define cinstr_bench_skipf(b, ...) cinstr_bench_act_here(b, CINSTR_BENCH_SKIP, __VA_ARGS__)

/*
 * Prints "--- NOTE: NAME: text" among the results, at once and always. For what a benchmark has to
 * say about its sub-benchmarks; from the benchmark's thread.
 */
CINSTR_BENCH_PUBLIC __attribute__((format(printf, 2, 3))) void
cinstr_bench_notef(cinstr_bench *b, const char *format, ...);

/*
 * For helpers that check and log: until it is called again with NULL, logs name this place, that of
 * the helper's caller, instead of their own.
 *
 *     #define check_sorted(b, list)                                 \
 *         (cinstr_bench_helper((b), __FILE__, __LINE__),            \
 *          do_check_sorted((b), (list)), cinstr_bench_helper((b), NULL, 0))
 *
 * `file` must live as long.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_helper(cinstr_bench *b, const char *file, int line);

/* Marks as failed without a word; the benchmark goes on. */
CINSTR_BENCH_PUBLIC void cinstr_bench_fail(cinstr_bench *b);

/* Whether the benchmark, or a sub-benchmark of it, has failed. */
CINSTR_BENCH_PUBLIC bool cinstr_bench_failed(const cinstr_bench *b);

/*
 * Registers `function(arg)` to be called when this call of the benchmark ends (returns, fatal,
 * skip); the function that was registered last runs first. The timer is off then. A crash or exit()
 * runs none.
 */
CINSTR_BENCH_PUBLIC void cinstr_bench_cleanup(cinstr_bench *b, void (*function)(void *arg),
                                              void *arg);

/* ---- Surroundings ---- */

/*
 * A new, empty directory. It is removed with all that is in it when the benchmark's process has
 * ended, however that ends. The path lives as long as the process. Each call makes another one.
 */
CINSTR_BENCH_PUBLIC const char *cinstr_bench_temp_dir(cinstr_bench *b);

/* setenv, undone when this call of the benchmark ends. */
CINSTR_BENCH_PUBLIC void cinstr_bench_setenv(cinstr_bench *b, const char *name, const char *value);

/*
 * A program that has something to do before the first benchmark and after the last one defines
 * cinstr_bench_main, as Go's programs define TestMain: the harness calls it in place of
 * cinstr_bench_run_all, which it must call itself, and it returns the exit status of the program.
 * Benchmarks run in children of the process, so they see what it has set up. -list and -h do not
 * call it.
 *
 *     int cinstr_bench_main(cinstr_bench_suite *suite)
 *     {
 *         open_database();
 *         int status = cinstr_bench_run_all(suite);
 *         close_database();
 *         return status;
 *     }
 */
typedef struct cinstr_bench_suite cinstr_bench_suite;
CINSTR_BENCH_PUBLIC int cinstr_bench_main(cinstr_bench_suite *suite);

/* Runs what the command line selects, once. Returns the exit status. */
CINSTR_BENCH_PUBLIC int cinstr_bench_run_all(cinstr_bench_suite *suite);

#ifdef __cplusplus
}
#endif

#endif
