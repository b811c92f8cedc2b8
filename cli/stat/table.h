/* SPDX-License-Identifier: MIT */
/*
 * table.h - benchmark results gathered into tables of cells, each cell summarised and compared
 * with its row's first column.
 *
 * A table holds one unit and, by default, one configuration. All memory is the pool's.
 */
#ifndef CINSTR_CLI_STAT_TABLE_H
#define CINSTR_CLI_STAT_TABLE_H

#include "stat/project.h"

struct ci_stat_options {
    double confidence; /* of intervals, 0 to 1 */
    double alpha;      /* a difference counts where p <= alpha */
    bool show_min;     /* a column with each cell's least value */
};

struct ci_stat_cell {
    double *values; /* ascending once finished */
    size_t count;
    double center;    /* median; the mode where the unit is exact */
    double low, high; /* interval of the centre; least and greatest where the unit is exact */
    const struct ci_stat_cell *baseline; /* the row's cell in the first column, or NULL */
    double p, alpha;                     /* of the comparison; both 0 where the unit is exact */
    const char *vary_warning;            /* each NULL or a sentence without a full stop */
    const char *summary_warning;
    const char *compare_warning;
    const struct ci_stat_key **residues; /* distinct; what the cell's results differ in */
    size_t residue_count;
};

/* The last row of a column: geometric means of centres and of ratios to the first column. */
struct ci_stat_geomean {
    bool has_mean, has_ratio;
    double mean, ratio;
    const char *warnings[3];
    size_t warning_count;
};

struct ci_stat_table {
    const struct ci_stat_key *key;
    const char *unit;
    bool exact, binary; /* assume=exact; prefixes Ki, Mi */
    int better;         /* +1 higher, -1 lower, 0 not known */
    const struct ci_stat_key **rows, **columns;
    size_t row_count, column_count;
    struct ci_stat_cell **cells;      /* row by row; NULL where there are no results */
    struct ci_stat_geomean *geomeans; /* by column */
    struct ci_bytemap cell_map;       /* while gathering: the keys of row and column */
    struct ci_stat_cell **gathered;   /* by the map's numbers */
};

struct ci_stat_tables {
    struct ci_pool *pool;
    const struct ci_bench_reader *reader; /* units */
    struct ci_stat_options options;
    struct ci_stat_projection *by_table, *by_row, *by_column, *residue;
    struct ci_stat_table **tables;
    size_t table_count;
    struct ci_bytemap table_map; /* while gathering: a table's key to its index */
};

/* Adds the values of RESULT. */
void ci_stat_tables_add(struct ci_stat_tables *tables, const struct ci_bench_result *result);

/* After the last result: sorts and computes everything. */
void ci_stat_tables_finish(struct ci_stat_tables *tables);

static inline struct ci_stat_cell *ci_stat_cell_at(const struct ci_stat_table *table, size_t row,
                                                   size_t column)
{
    return table->cells[row * table->column_count + column];
}

/* Fills the cell from its values, which it sorts. */
void ci_stat_cell_summarize(struct ci_pool *pool, struct ci_stat_cell *cell, bool exact,
                            double confidence);

/* Half the interval in percent of the centre: "3%", "∞", or "?" across 0. */
const char *ci_stat_cell_range(struct ci_pool *pool, const struct ci_stat_cell *cell);

/* "+1.50%", "~" for no significant difference, "?" for a baseline of 0. */
const char *ci_stat_cell_delta(struct ci_pool *pool, const struct ci_stat_cell *cell);

/* "p=0.002 n=6", "n=3+4". */
const char *ci_stat_cell_evidence(struct ci_pool *pool, const struct ci_stat_cell *cell);

#endif
