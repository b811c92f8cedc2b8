/* SPDX-License-Identifier: MIT */
/*
 * fake_runtime.c - stands in for libcinstr: counts that the suite sets itself, and profiles that
 * are lists of names. With FAKE_EXACT in the environment it is a program of mode=count.
 */
#include <cinstr/bench_abi.h>

#include "fake_runtime.h"

#include <stdio.h>
#include <stdlib.h>

static struct cinstr_bench_counts counts = {.allocations = 5, .bytes = 500, .calls = 7};
static bool paused;
static int profiled; /* work done since the reset, not paused */

void fake_work(void)
{
    counts.allocations += 2;
    counts.bytes += 48;
    counts.calls += 3;
    counts.instructions += 1001;
    counts.mix[CINSTR_MIX_LOADS] += 30;
    counts.mix[CINSTR_MIX_LOAD_BYTES] += 240;
    counts.mix[CINSTR_MIX_STORE_BYTES] += 16;
    profiled += !paused;
}

uint32_t __cinstr_bench_counts_v3(struct cinstr_bench_counts *now)
{
    *now = counts;
    uint32_t exact = getenv("FAKE_EXACT") ? CINSTR_BENCH_EXACT : 0;
    return CINSTR_BENCH_HAS_ALLOCATIONS | CINSTR_BENCH_HAS_CALLS | CINSTR_BENCH_HAS_INSTRUCTIONS |
           CINSTR_BENCH_HAS_MIX << CINSTR_MIX_LOADS |
           CINSTR_BENCH_HAS_MIX << CINSTR_MIX_LOAD_BYTES |
           CINSTR_BENCH_HAS_MIX << CINSTR_MIX_STORE_BYTES | exact;
}

/* The contract says that the two alternate. */
static void set_paused(bool to)
{
    if (paused == to)
        abort();
    paused = to;
}

void __cinstr_bench_pause_v1(void)
{
    set_paused(true);
}

void __cinstr_bench_resume_v1(void)
{
    set_paused(false);
}

void __cinstr_bench_reset_v1(void)
{
    if (!paused)
        abort();
    profiled = 0;
}

bool __cinstr_bench_write_v1(const char *path, const char *kind, const char *name)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file, "%s %s %d\n", kind, name, profiled);
    return fclose(file) == 0;
}

bool __cinstr_bench_merge_v1(const char *path, const char *const *parts, int count)
{
    FILE *file = fopen(path, "w");
    for (int i = 0; i < count; i++) {
        char line[256];
        FILE *part = fopen(parts[i], "r");
        if (!file || !part || !fgets(line, sizeof line, part))
            return false;
        fputs(line, file);
        fclose(part);
    }
    return file && fclose(file) == 0;
}
