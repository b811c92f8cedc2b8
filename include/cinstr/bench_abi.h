/* SPDX-License-Identifier: MIT */
/*
 * bench_abi.h - all that the benchmark harness and the runtime know of each other. Programs include
 * bench.h instead.
 *
 * The harness refers to these functions of libcinstr by weak symbols.
 *
 * A program built without the plugin has none of them; the harness then leaves out what it cannot
 * know. Every function is called from the thread that runs a benchmark, never in a signal handler,
 * possibly in a forked child, and must not change errno or print to stdout.
 */
#ifndef CINSTR_BENCH_ABI_H
#define CINSTR_BENCH_ABI_H

#include <cinstr/measures.h>
#include <stdbool.h>
#include <stdint.h>

/* Declarations are weak in the harness; the runtime, which defines the functions, defines this. */
#ifndef CINSTR_BENCH_SYMBOL
#define CINSTR_BENCH_SYMBOL __attribute__((weak, visibility("default")))
#endif

/* What a cinstr_bench_counts holds, and what __cinstr_bench_counts_v3 returns. */
enum {
    CINSTR_BENCH_HAS_ALLOCATIONS = 1,  /* allocations and bytes are counted */
    CINSTR_BENCH_HAS_CALLS = 2,        /* calls are counted */
    CINSTR_BENCH_HAS_INSTRUCTIONS = 4, /* instructions are counted */
    CINSTR_BENCH_EXACT = 8,      /* the program was built in mode=count: times mean nothing, and
                                    results are reported without them, as exact */
    CINSTR_BENCH_HAS_WAITS = 16, /* where threads wait for each other is known */
    CINSTR_BENCH_HAS_MIX = 256,  /* this and the bits above, by kind: mix[] is counted */
};

/* Totals of this process since its start, over all threads, the ended ones too; they never fall. */
struct cinstr_bench_counts {
    uint64_t allocations;
    uint64_t bytes; /* requested */
    uint64_t calls;
    uint64_t instructions;
    uint64_t mix[CINSTR_MIX_COUNT]; /* what instructions did, by enum cinstr_mix_kind */
};

/*
 * Stores the totals as of now and returns which of them are counted (CINSTR_BENCH_HAS_*). A forked
 * child goes on with its parent's totals or starts from zero, as it likes.
 */
CINSTR_BENCH_SYMBOL uint32_t __cinstr_bench_counts_v3(struct cinstr_bench_counts *counts);

/*
 * What happens between pause and resume is left out of profiles written later by this process. The
 * calls alternate, pause first: the harness pauses at its start, resumes when the timer starts and
 * pauses when it stops. A forked child inherits the state. Totals above may go on counting.
 */
CINSTR_BENCH_SYMBOL void __cinstr_bench_pause_v1(void);
CINSTR_BENCH_SYMBOL void __cinstr_bench_resume_v1(void);

/* Forgets all profile data so far: the next profile starts here. Called while paused. */
CINSTR_BENCH_SYMBOL void __cinstr_bench_reset_v1(void);

/*
 * Writes the profile of what was not paused since the last reset, every sample labelled
 * bench=NAME, to `path`: kind "prof" (calls and time), "heap" or "block" (contentions). Called
 * while paused. Returns false after saying why in one line on stderr.
 */
CINSTR_BENCH_SYMBOL bool __cinstr_bench_write_v1(const char *path, const char *kind,
                                                 const char *name);

/*
 * Merges `count` files of one kind, made by the function above in several processes, into the new
 * file `path`. Leaves the inputs. Returns false after saying why in one line on stderr.
 */
CINSTR_BENCH_SYMBOL bool __cinstr_bench_merge_v1(const char *path, const char *const *parts,
                                                 int count);

#endif
