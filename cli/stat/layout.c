/* SPDX-License-Identifier: MIT */
/* layout.c - lays out text in columns; see layout.h. */
#include "stat/layout.h"

#include <string.h>

void ci_stat_layout_row(struct ci_stat_layout *layout)
{
    layout->row += layout->cell_count > 0;
    layout->column = 0;
}

void ci_stat_layout_span(struct ci_stat_layout *layout, size_t span, const char *text,
                         enum ci_stat_align align, const char *margin)
{
    if (!margin)
        margin = layout->column == 0 || !*text ? "" : " ";
    layout->cells =
        ci_pool_grow(layout->pool, layout->cells, layout->cell_count, sizeof(*layout->cells));
    layout->cells[layout->cell_count++] =
        (struct ci_stat_layout_cell){layout->row, layout->column, span, text, margin, align};
    layout->column += span;
    if (layout->column > layout->column_count)
        layout->column_count = layout->column;
}

void ci_stat_layout_set_narrow(struct ci_stat_layout *layout, size_t column)
{
    while (layout->narrow_count <= column) {
        layout->narrow = ci_pool_grow(layout->pool, layout->narrow, layout->narrow_count,
                                      sizeof(*layout->narrow));
        layout->narrow[layout->narrow_count++] = false;
    }
    layout->narrow[column] = true;
}

static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static bool is_narrow(const struct ci_stat_layout *layout, size_t column)
{
    return column < layout->narrow_count && layout->narrow[column];
}

/* The widest column of a cell's that has not had its turn; column_count when all have. */
static size_t widest_left(const struct ci_stat_layout *layout,
                          const struct ci_stat_layout_cell *cell, const int *widths,
                          const bool *done)
{
    size_t widest = layout->column_count;
    for (size_t i = cell->column; i < cell->column + cell->span; i++)
        if (!is_narrow(layout, i) && !done[i] &&
            (widest == layout->column_count || widths[i] > widths[widest]))
            widest = i;
    return widest;
}

/*
 * Makes the columns of a spanning cell NEED wide together. Going from the widest down, each gets
 * the average of what is left, so that columns that are wide enough leave less for the others.
 */
static void widen(const struct ci_stat_layout *layout, const struct ci_stat_layout_cell *cell,
                  int need, int *widths)
{
    bool *done = ci_pool_alloc(layout->pool, layout->column_count, sizeof(*done));
    int total = 0, left = 0;
    for (size_t i = cell->column; i < cell->column + cell->span; i++) {
        total += widths[i];
        left += !is_narrow(layout, i);
    }
    if (total >= need)
        return;
    for (size_t i = cell->column; i < cell->column + cell->span; i++)
        need -= is_narrow(layout, i) ? widths[i] : 0;
    for (; left > 0; left--) {
        size_t column = widest_left(layout, cell, widths, done);
        int average = (need + left - 1) / left;
        if (widths[column] < average)
            widths[column] = average;
        need -= widths[column];
        done[column] = true;
    }
}

static void measure(const struct ci_stat_layout *layout, int *widths, int *margins)
{
    size_t widest_span = 1;
    for (size_t i = 0; i < layout->cell_count; i++) {
        const struct ci_stat_layout_cell *cell = &layout->cells[i];
        int margin = width_of(cell->margin);
        if (margin > margins[cell->column])
            margins[cell->column] = margin;
        if (cell->span > widest_span)
            widest_span = cell->span;
    }
    /* Cells of small spans come first: wider cells only add what is still missing. */
    for (size_t span = 1; span <= widest_span; span++) {
        for (size_t i = 0; i < layout->cell_count; i++) {
            const struct ci_stat_layout_cell *cell = &layout->cells[i];
            int need = width_of(cell->text) + margins[cell->column];
            if (cell->span == span && span > 1)
                widen(layout, cell, need, widths);
            else if (cell->span == span && widths[cell->column] < need)
                widths[cell->column] = need;
        }
    }
}

/* TEXT aligned in WIDTH columns; what follows on the right is left to the next cell. */
static int print_aligned(FILE *out, const char *text, enum ci_stat_align align, int width)
{
    int pad = width - width_of(text);
    if (pad < 0 || align == CI_ALIGN_LEFT)
        pad = 0;
    else if (align == CI_ALIGN_CENTER)
        pad /= 2;
    fprintf(out, "%*s%s", pad, "", text);
    return pad + width_of(text);
}

void ci_stat_layout_print(struct ci_stat_layout *layout, FILE *out)
{
    size_t columns = layout->column_count, row = 0;
    int *widths = ci_pool_alloc(layout->pool, (columns + 1), sizeof(int));
    int *margins = ci_pool_alloc(layout->pool, (columns + 1), sizeof(int));
    int *offsets = ci_pool_alloc(layout->pool, (columns + 1), sizeof(int));
    int at = 0;
    measure(layout, widths, margins);
    for (size_t i = 0; i < columns; i++)
        offsets[i + 1] = offsets[i] + widths[i];
    for (size_t i = 0; i < layout->cell_count; i++) {
        const struct ci_stat_layout_cell *cell = &layout->cells[i];
        if (is_blank(cell->text) && is_blank(cell->margin))
            continue; /* no spaces at the end of a line */
        for (; row < cell->row; row++, at = 0)
            putc('\n', out);
        /*
         * Where text overflows a narrow column, SPACES is negative and printf pads by its amount;
         * so does the reference.
         */
        int spaces = offsets[cell->column] - at, margin = margins[cell->column];
        int pad = margin - width_of(cell->margin);
        fprintf(out, "%*s%*s%s", spaces, "", pad, "", cell->margin);
        at += spaces + margin;
        at += print_aligned(out, cell->text, cell->align,
                            offsets[cell->column + cell->span] - offsets[cell->column] - margin);
    }
    if (layout->cell_count)
        putc('\n', out);
}
