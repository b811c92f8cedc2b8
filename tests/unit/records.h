/* SPDX-License-Identifier: MIT */
/* records.h - static records and a snapshot laid out by hand, as the plugin and the core make them.
 */
#ifndef CINSTR_TESTS_RECORDS_H
#define CINSTR_TESTS_RECORDS_H

#include "../../runtime/snapshot.h"

#include <stddef.h>

enum { RECORDS_UNITS_MAX = 8, RECORDS_COMMENTS_MAX = 4 };

/* A snapshot under construction; one at a time, since all records share one buffer. */
struct records {
    struct ci_snapshot snapshot;
    struct ci_arena arena;
    const struct cinstr_unit *units[RECORDS_UNITS_MAX];
    const char *comments[RECORDS_COMMENTS_MAX];
    uint32_t contexts_max;
};

/* Starts anew, with types calls/count and time/nanoseconds and room for contexts. */
void records_begin(struct records *records, uint32_t contexts_max);
void records_end(struct records *records);

/* Adds a unit of `count` functions without names, which records_function then fills in. */
struct cinstr_unit *records_unit(struct records *records, uint32_t count);
struct cinstr_function *records_function(struct cinstr_unit *unit, uint32_t index, const char *name,
                                         const char *file, uint32_t line, uint32_t site_count);
/* A call site in the function's own file; `callee` NULL: indirect. */
struct cinstr_site *records_site(struct cinstr_function *function, uint32_t index,
                                 const char *callee, uint32_t line);
void records_scopes(struct cinstr_function *function, uint32_t count);
void records_scope(struct cinstr_function *function, uint32_t index, const char *name,
                   const char *file, uint32_t line, const char *call_file, uint32_t call_line,
                   uint32_t parent);

/* An item of a function's costs. */
struct records_item {
    unsigned kind; /* CINSTR_ITEM_* */
    uint32_t variable;
    unsigned mix; /* of CINSTR_ITEM_MIX */
    int64_t units;
};

/* Adds a place in the function's own file to its costs, its items by variable. All places of a
 * function come one after another. */
void records_place(struct cinstr_function *function, uint32_t scope, uint32_t line, uint32_t count,
                   const struct records_item *items);

/* The equations of a function with `count` solved variables: words as abi.h has numbers. */
void records_equations(struct cinstr_function *function, uint32_t count, const uint32_t *words);

/* Adds a context and returns its index. */
uint32_t records_context(struct records *records, uint32_t parent, uint32_t site,
                         const struct cinstr_function *function, int64_t calls, int64_t time);

#endif
