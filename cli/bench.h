/* SPDX-License-Identifier: MIT */
/* bench.h - 'cinstr bench': compares two programs of benchmarks. */
#ifndef CINSTR_CLI_BENCH_H
#define CINSTR_CLI_BENCH_H

/* The subcommand; returns its exit status. */
int ci_bench_run(int argc, char **argv);

#endif
