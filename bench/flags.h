/* SPDX-License-Identifier: MIT */
/*
 * flags.h - the command line of a benchmark program, as Go's test binaries have it.
 */
#ifndef CINSTR_BENCH_FLAGS_H
#define CINSTR_BENCH_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { CI_CPUS_MAX = 64, CI_IDLE_MAX = 32 };

enum ci_elided {
    CI_ELIDED_NOTE,  /* a result at the speed of an empty loop gets a note */
    CI_ELIDED_ERROR, /* and fails */
    CI_ELIDED_OFF,
};

/* Strings belong to argv. */
struct ci_flags {
    const char *bench;       /* "." by default */
    const char *run, *skip;  /* NULL: not given */
    const char *list;        /* NULL: not given */
    int64_t bench_nanos;     /* goal; of no meaning when bench_count is set */
    int64_t bench_count;     /* "100x"; 0: not given */
    const char *bench_time;  /* -benchtime as given, of either kind; NULL: not given */
    int64_t count;           /* measurements of each benchmark */
    int cpus[CI_CPUS_MAX];   /* values of -cpu */
    int cpu_count;           /* 0: not given */
    bool benchmem, benchmin; /* also print allocations; the smallest ns/op */
    bool verbose, json, environment, help;
    bool short_run, fail_fast, cputime, counters;
    const char *idle[CI_IDLE_MAX]; /* flags of Go's that were given and have no effect here */
    int idle_count;
    bool shuffle;
    bool has_seed; /* -shuffle=N rather than -shuffle=on */
    uint64_t seed;
    int64_t timeout_nanos;                                    /* of one benchmark; 0: none */
    const char *cpu_profile, *memory_profile, *block_profile; /* NULL: not given */
    const char *output_directory;
    int slices_in, slices_out; /* descriptors from `cinstr bench`; -1: measure as the user asks */
    const char *package;       /* NULL: not given */
    enum ci_elided elided;
};

/*
 * Reads "-name=value", "-name value", with one or two dashes and with or without "test." before the
 * name; a boolean flag takes a value with "=" only. Returns false after writing the reason in one
 * line to `error`.
 */
bool ci_flags_parse(struct ci_flags *flags, int argc, char **argv, char *error, size_t size);

/* Says on stderr which flags were accepted without any effect, and why. */
void ci_flags_tell_idle(const struct ci_flags *flags);

/* Prints all flags with their meaning. */
void ci_flags_print_help(FILE *out, const char *program);

#endif
