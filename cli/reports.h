/* SPDX-License-Identifier: MIT */
/* reports.h - the report commands, as the table of commands takes them. */
#ifndef CINSTR_CLI_REPORTS_H
#define CINSTR_CLI_REPORTS_H

int ci_top_run(int argc, char **argv);
int ci_list_run(int argc, char **argv);
int ci_peek_run(int argc, char **argv);
int ci_folded_run(int argc, char **argv);
int ci_types_run(int argc, char **argv);
int ci_churn_run(int argc, char **argv);

#endif
