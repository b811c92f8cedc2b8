/* SPDX-License-Identifier: MIT */
/* commands.c - the table of subcommands. */
#include "audit.h"
#include "bench.h"
#include "command.h"
#include "comparers.h"
#include "reports.h"
#include "stat.h"

#include <stddef.h>

const struct command ci_commands[] = {
    {"top", "functions, by their values", ci_top_run},
    {"list", "source lines of functions, with their values", ci_list_run},
    {"peek", "functions with their callers and callees", ci_peek_run},
    {"folded", "stacks as 'root;...;leaf VALUE' lines", ci_folded_run},
    {"types", "the types of what a program allocated", ci_types_run},
    {"churn", "blocks that could be on the stack, and how reallocs grow them", ci_churn_run},
    {"audit", "functions of a program that have no probes", ci_audit_run},
    {"bench", "two programs of benchmarks, run in turns and compared", ci_bench_run},
    {"stat", "benchmark results, compared", ci_stat_run},
    {"run", "a program in a fixed environment, for profiles that repeat", ci_run_run},
    {"diff", "two profiles, function by function", ci_diff_run},
    {"merge", "the sum of profiles", ci_merge_run},
    {"gate", "fails when a profile is worse than its base", ci_gate_run},
    {"export", "a profile for other programs: callgrind, folded, pprof", ci_export_run},
    {NULL, NULL, NULL},
};
