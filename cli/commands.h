/* SPDX-License-Identifier: MIT */
/*
 * commands.h - the table of subcommands.
 *
 * A row declares a command and puts it into the list of 'cinstr help'. The command is a function
 * ci_NAME_run in a file of its room, and has a manual page docs/man/cinstr-NAME.1.md.
 */
#ifndef CINSTR_CLI_COMMANDS_H
#define CINSTR_CLI_COMMANDS_H

/* ROW(name, one line for 'cinstr help'), in the order of the help. */
#define CINSTR_COMMANDS(ROW)                                                                       \
    ROW(top, "functions, by their values")                                                         \
    ROW(list, "source lines of functions, with their values")                                      \
    ROW(peek, "functions with their callers and callees")                                          \
    ROW(folded, "stacks as 'root;...;leaf VALUE' lines")                                           \
    ROW(report, "functions with calls, averages and depth")                                        \
    ROW(mix, "what functions do: loads, branches, floating-point operations, spills")              \
    ROW(threads, "how long each thread computed, waited and was preempted")                        \
    ROW(graph, "the call graph for Graphviz, or as SVG")                                           \
    ROW(flame, "the flame graph as SVG")                                                           \
    ROW(roofline, "flops per byte against what the machine can do, as SVG")                        \
    ROW(web, "one page with pictures, tables and sources")                                         \
    ROW(types, "the types of what a program allocated")                                            \
    ROW(churn, "blocks that could be on the stack, and how reallocs grow them")                    \
    ROW(audit, "functions of a program that have no probes")                                       \
    ROW(bench, "two programs of benchmarks, compared")                                             \
    ROW(stat, "benchmark results, compared")                                                       \
    ROW(run, "a program in a fixed environment, for profiles that repeat")                         \
    ROW(snapshot, "a profile of a running program")                                                \
    ROW(serve, "profiles of a running program, over HTTP as in Go")                                \
    ROW(diff, "two profiles, function by function")                                                \
    ROW(merge, "the sum of profiles")                                                              \
    ROW(gate, "fails when a profile is worse than its base")                                       \
    ROW(export, "a profile for other programs: callgrind, speedscope, ...")

/* argv[0] is the command's name, argv[argc] is NULL; returns the exit status. */
#define CINSTR_DECLARE_COMMAND(NAME, SUMMARY) int ci_##NAME##_run(int argc, char **argv);
CINSTR_COMMANDS(CINSTR_DECLARE_COMMAND)
#undef CINSTR_DECLARE_COMMAND

#endif
