/* SPDX-License-Identifier: MIT */
/*
 * layout.h - lays out text in columns for a fixed-width font, with cells that span columns.
 *
 * Widths count characters of UTF-8. Memory is the pool's.
 */
#ifndef CINSTR_CLI_STAT_LAYOUT_H
#define CINSTR_CLI_STAT_LAYOUT_H

#include "base/map.h"

#include <stdbool.h>
#include <stdio.h>

enum ci_stat_align { CI_ALIGN_LEFT, CI_ALIGN_CENTER, CI_ALIGN_RIGHT };

struct ci_stat_layout_cell {
    size_t row, column, span;
    const char *text, *margin;
    enum ci_stat_align align;
};

struct ci_stat_layout {
    struct ci_pool *pool;
    struct ci_stat_layout_cell *cells;
    size_t cell_count;
    size_t row, column; /* of the next cell */
    size_t column_count;
    bool *narrow; /* by column: a wide spanning cell does not widen it */
    size_t narrow_count;
};

/* Starts the next row. */
void ci_stat_layout_row(struct ci_stat_layout *layout);

/*
 * Adds a cell over SPAN columns, MARGIN before it; a NULL margin is one space, or nothing for an
 * empty text or in the first column.
 */
void ci_stat_layout_span(struct ci_stat_layout *layout, size_t span, const char *text,
                         enum ci_stat_align align, const char *margin);

void ci_stat_layout_set_narrow(struct ci_stat_layout *layout, size_t column);

void ci_stat_layout_print(struct ci_stat_layout *layout, FILE *out);

#endif
