/* SPDX-License-Identifier: MIT */
/* options.h - the flags of the report commands, which are pprof's. */
#ifndef CINSTR_CLI_PROFILE_OPTIONS_H
#define CINSTR_CLI_PROFILE_OPTIONS_H

#include <stdbool.h>

/* The commands as bits, to tell which flags each has. */
enum ci_report_kind {
    CI_REPORT_TOP = 1,
    CI_REPORT_LIST = 2,
    CI_REPORT_PEEK = 4,
    CI_REPORT_FOLDED = 8,
    CI_REPORT_TYPES = 16,
    CI_REPORT_CHURN = 32,
};

enum ci_sort { CI_SORT_DEFAULT, CI_SORT_FLAT, CI_SORT_CUM };

/* What frames are merged by. */
enum ci_granularity {
    CI_BY_DEFAULT,
    CI_BY_FUNCTION,
    CI_BY_FILE_FUNCTION,
    CI_BY_FILE,
    CI_BY_LINE,
    CI_BY_ADDRESS,
};

/* Texts are the command line's own, "" where a flag was not given. */
struct ci_options {
    enum ci_report_kind kind;
    const char *file;  /* the profile */
    const char *regex; /* of list and peek */
    const char *sample_index, *unit;
    const char *focus, *ignore, *hide, *show, *show_from, *tag_focus, *tag_ignore;
    const char *source_path, *trim_path;
    int sort, granularity; /* enum ci_sort, ci_granularity; never the defaults */
    int node_count;        /* below 1: all */
    double node_fraction, edge_fraction, divide_by;
    bool mean, trim, no_inlines, relative, drop_negative, compact;
};

/*
 * Reads the command line of a report command. Returns true when the report is to be made; otherwise
 * help or an error has been printed and STATUS is the exit status.
 */
bool ci_options_parse(struct ci_options *options, enum ci_report_kind kind, int argc, char **argv,
                      int *status);

#endif
