/* SPDX-License-Identifier: MIT */
/* line_costs.h - a function's equations and costs (abi.h) read once, for all contexts that it has.
 */
#ifndef CINSTR_RUNTIME_LINE_COSTS_H
#define CINSTR_RUNTIME_LINE_COSTS_H

#include "snapshot.h"

/* What an execution of a variable adds. */
struct ci_line_item {
    int64_t units; /* 1 / CINSTR_COST_UNIT */
    uint32_t variable;
    uint32_t value;     /* index into the values of the line's part */
    const char *called; /* a function without probes, whose calls they are; NULL: none */
};

/* One line of a scope. Its items end where those of the next begin. */
struct ci_line {
    const char *file;
    uint32_t line, scope;
    uint32_t items_end;
    void *scratch; /* for the writer */
};

struct ci_line_costs {
    const uint32_t *equations; /* as in the record, a number each */
    uint32_t line_count;
    struct ci_line *lines;
    struct ci_line_item *items;
};

/*
 * The lines of a function whose own instructions are known, in the order of its record; `value` is
 * the index of instructions among a part's values. Calls of functions with probes are left out:
 * contexts have those. NULL: no memory.
 */
struct ci_line_costs *ci_line_costs_read(const struct ci_snapshot *snapshot,
                                         const struct cinstr_function *function, uint32_t value);

#endif
