/* SPDX-License-Identifier: MIT */
/* comparers.h - the commands that run programs, compare, sum and convert profiles. */
#ifndef CINSTR_CLI_COMPARERS_H
#define CINSTR_CLI_COMPARERS_H

int ci_run_run(int argc, char **argv);
int ci_diff_run(int argc, char **argv);
int ci_merge_run(int argc, char **argv);
int ci_gate_run(int argc, char **argv);
int ci_export_run(int argc, char **argv);

#endif
