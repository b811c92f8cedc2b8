/* SPDX-License-Identifier: MIT */
/* report.h - what the report commands share: the loaded and filtered profile, its header. */
#ifndef CINSTR_CLI_REPORT_REPORT_H
#define CINSTR_CLI_REPORT_REPORT_H

#include "base/pattern.h"
#include "report/graph.h"
#include "profile/measure.h"
#include "report/options.h"
#include "report/screen.h"
#include "profile/profile.h"

struct ci_report {
    const struct ci_options *options;
    struct ci_profile *profile; /* filtered and aggregated */
    struct ci_value_type type;  /* of the values shown */
    size_t value;               /* the type's index */
    int64_t total;              /* sum of the samples' magnitudes, before or after the filters */
    const char *unit;           /* to show values in */
    struct ci_screen screen;    /* where the report is printed to */
};

/*
 * Loads the options' profile and makes it ready. Returns 0, or an exit status after printing an
 * error. The options outlive the report.
 */
int ci_report_init(struct ci_report *report, const struct ci_options *options);

/* Releases the report. Returns STATUS, or EXIT_USAGE after an error when output has been lost. */
int ci_report_deinit(struct ci_report *report, int status);

/* Prints the report. Returns an exit status; other than 0 after an error. */
typedef int ci_report_print(struct ci_report *report);

/*
 * A report command: reads its command line, loads the profile, filters and aggregates it by the
 * options and TRAITS (enum ci_report_traits), and prints. Returns the exit status.
 */
int ci_report_main(char **argv, unsigned traits, ci_report_print *print);

/* Prints the nodes of the graph that match; false: none does, and nothing has been printed. */
typedef bool ci_report_matches(struct ci_report *report, struct ci_graph *graph,
                               const struct ci_pattern *pattern);

/* Prints by -f of the options, as COMMAND. Returns an exit status. */
int ci_report_match(struct ci_report *report, const char *command, enum ci_edges edges,
                    ci_report_matches *matches);

/* Sums the profile up into the graph; KEPT as of ci_graph_init. */
void ci_report_graph(struct ci_report *report, enum ci_edges edges, struct ci_graph *graph,
                     const struct ci_graph *kept);

/*
 * Sets the unit to show values in: the one that the options name, or one that suits both the
 * smallest value of the graph and the total.
 */
void ci_report_choose_unit(struct ci_report *report, const struct ci_graph *graph);

/* A value in the report's unit. */
void ci_report_format(const struct ci_report *report, int64_t value, char text[CI_VALUE_SIZE]);

/*
 * Prints a node's values and their parts of the total: without callees, those of all nodes so far,
 * of which SUM is kept, and with callees.
 */
void ci_report_print_values(const struct ci_report *report, const struct ci_node *node,
                            int64_t *sum);

/* Prints the program's and the profile's data, unless that is switched off, and the filters. */
void ci_report_print_profile(const struct ci_report *report);

/*
 * Prints the program's and the profile's data, the filters, and how much of the total the graph's
 * nodes are; DROPPED nodes were too small, and OUT_OF nodes were there before the count was
 * limited.
 */
void ci_report_print_header(const struct ci_report *report, const struct ci_graph *graph,
                            size_t dropped, size_t out_of);

#endif
