/* SPDX-License-Identifier: MIT */
/*
 * bench_link.c - the runtime's side of cinstr/bench_abi.h: counts and profiles for the harness.
 *
 * A program of benchmarks writes nothing at its end, and neither do its forked children: each
 * benchmark's process writes the profile of its measured loop when the harness asks for it, and the
 * harness has these merged.
 */
#define CINSTR_BENCH_SYMBOL __attribute__((visibility("default")))
#include <cinstr/bench_abi.h>

#include "hide.h"
#include "message.h"
#include "objects.h"
#include "output.h"
#include "session.h"
#include "totals.h"

#include <errno.h>
#include <string.h>

/* Wall time of the parts that are not paused. */
static int64_t measured_nanos, resumed_nanos;
static bool running;

static uint32_t what_is_counted(void)
{
    unsigned modes = ci_objects_modes();
    uint32_t counted = 0;
    if (modes & CINSTR_MODE_ALLOCATIONS)
        counted |= CINSTR_BENCH_HAS_ALLOCATIONS;
    if (modes & (CINSTR_MODE_TIME | CINSTR_MODE_COUNT))
        counted |= CINSTR_BENCH_HAS_CALLS;
    if (modes & CINSTR_MODE_WAIT)
        counted |= CINSTR_BENCH_HAS_WAITS;
    if (modes & CINSTR_MODE_INSTRUCTIONS)
        counted |= CINSTR_BENCH_HAS_INSTRUCTIONS;
    if (modes & CINSTR_MODE_COUNT && !(modes & CINSTR_MODE_TIME))
        counted |= CINSTR_BENCH_EXACT;
    return counted | modes / CINSTR_MODE_MIX * CINSTR_BENCH_HAS_MIX;
}

uint32_t __cinstr_bench_counts_v3(struct cinstr_bench_counts *counts)
{
    struct ci_totals totals = {0};
    *counts = (struct cinstr_bench_counts){0};
    ci_session_lock();
    bool done = ci_totals_read(&totals);
    ci_session_unlock();
    counts->calls = totals.calls;
    counts->instructions = totals.instructions;
    for (int kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        counts->mix[kind] = totals.mix[kind];
    counts->allocations = totals.allocations;
    counts->bytes = totals.bytes;
    if (!done)
        ci_message("no memory to read the counts", NULL);
    return done ? what_is_counted() : 0;
}

void __cinstr_bench_pause_v1(void)
{
    ci_session_lock();
    ci_session.silent = true;
    ci_hide_pause();
    if (running)
        measured_nanos += ci_clock_moment().nanos - resumed_nanos;
    running = false;
    ci_session_unlock();
}

void __cinstr_bench_resume_v1(void)
{
    ci_session_lock();
    running = true;
    resumed_nanos = ci_clock_moment().nanos;
    ci_hide_resume();
    ci_session_unlock();
}

void __cinstr_bench_reset_v1(void)
{
    ci_session_lock();
    ci_hide_reset();
    measured_nanos = 0;
    ci_session_unlock();
}

static bool write_profile(const char *path, enum ci_kind kind, const char *name)
{
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    bool done = ci_snapshot_make(&snapshot, kind, &arena);
    if (done) {
        snapshot.label_key = "bench";
        snapshot.label_text = name;
        if (snapshot.duration_nanos)
            snapshot.duration_nanos = measured_nanos;
        done = ci_output_write(&snapshot, path);
    } else {
        ci_message("no memory for the profile", path);
    }
    ci_arena_release(&arena);
    return done;
}

bool __cinstr_bench_write_v1(const char *path, const char *kind, const char *name)
{
    bool done = false;
    int saved = errno;
    ci_session_lock();
    if (strcmp(kind, ci_kind_word(CI_KIND_PROF)) == 0)
        done = write_profile(path, CI_KIND_PROF, name);
    else if (strcmp(kind, ci_kind_word(CI_KIND_BLOCK)) == 0)
        done = write_profile(path, CI_KIND_BLOCK, name);
    else if (ci_objects_modes() & CINSTR_MODE_ALLOCATIONS)
        done = write_profile(path, CI_KIND_HEAP, name);
    else
        ci_message("no allocation has a probe in this program; the profile is not written", path);
    ci_session_unlock();
    errno = saved;
    return done;
}

bool __cinstr_bench_merge_v1(const char *path, const char *const *parts, int count)
{
    int saved = errno;
    bool done = ci_output_merge(parts, count, path);
    errno = saved;
    return done;
}
