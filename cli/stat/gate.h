/* SPDX-License-Identifier: MIT */
/*
 * gate.h - judges finished tables: every column against the first, unit by unit, by limits.
 *
 * Exact units are compared at any sample size and have to be the same in every run. Other units are
 * worse only where all hold: worse by more than the limit, Mann-Whitney's p with Holm's correction
 * over all of the gate's comparisons at most alpha, and an interval of the ratio without 1. Growth
 * from 0 is beyond every limit. A benchmark that the base has and the other column has not counts
 * as a regression.
 */
#ifndef CINSTR_CLI_STAT_GATE_H
#define CINSTR_CLI_STAT_GATE_H

#include "base/limit.h"
#include "stat/table.h"

#include <stdio.h>

/*
 * Parses "UNIT=REL%[|ABS]". ABS without B or s is in UNIT. The limit's numbers are in base units.
 * NULL, and in *ERROR a sentence, where it is malformed.
 */
struct ci_limit *ci_stat_limit_parse(struct ci_pool *pool, const char *text, const char **error);

struct ci_stat_finding {
    enum ci_verdict verdict;
    const struct ci_stat_table *table;
    const struct ci_limit *limit;
    const char *name, *column;
    const struct ci_stat_cell *base, *cell; /* NULL where missing */
    bool by_absolute;                       /* the absolute limit was broken */
    double change;                          /* of the centre, relative; infinite from 0 */
    double p;                               /* Holm's; 0 where the unit is exact */
    double ratio_low, ratio_high;           /* NaN where there is no interval */
};

struct ci_stat_gate {
    struct ci_limit **limits; /* none: 0% for exact units, 5% for others */
    size_t limit_count;
    bool allow_missing; /* a missing benchmark is only noted */
    /* Results. */
    struct ci_stat_finding *findings;
    size_t finding_count;
    size_t compared;     /* findings that have both cells */
    const char *problem; /* why the judgement cannot be relied on: one sentence, or NULL */
    int status;          /* the exit status */
};

/* Judges TABLES. Returns the status. */
int ci_stat_gate_judge(struct ci_stat_gate *gate, const struct ci_stat_tables *tables);

/* What was found, a line each, all regressions last; MARKDOWN makes it a list with the problem. */
void ci_stat_gate_print(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                        bool markdown, FILE *out);

/* The same as a paragraph and a list of HTML. */
void ci_stat_gate_print_html(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                             FILE *out);

/* The member "gate": {...} of a JSON object. */
void ci_stat_gate_print_json(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                             FILE *out);

#endif
