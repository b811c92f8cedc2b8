/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.h - the unit's static records (abi.h), collected while GCC compiles and written into the
 * assembly when the unit ends.
 */
#ifndef CINSTR_PLUGIN_BASE_RECORDS_H
#define CINSTR_PLUGIN_BASE_RECORDS_H

#include "gcc.h"

/*
 * Starts the record of the function that GCC compiles now. Returns its number, which names the
 * label that records_function_decl refers to.
 */
unsigned records_begin_function(tree decl);

/* Adds the call site of `call` to the newest function; returns its index there. `flags` are
 * CINSTR_SITE_*; `type` is of the block that it may return, or NULL. */
unsigned records_add_site(gimple *call, unsigned flags, const char *type);

/* Adds a place that allocates, in the scope of `block`; returns its index in the newest function.
 * `flags` are CINSTR_SITE_PASSES and those that follow it. */
unsigned records_add_allocation(const char *allocator, const char *type, unsigned flags,
                                location_t where, tree block);

/* The number of the inlined scope that a BLOCK of the newest function belongs to; 0: the function.
 */
unsigned records_scope(tree block);

/* Whether a BLOCK is the outermost one of an inlined body, and so of a scope of its own. */
bool records_is_body(tree block);

/* The newest function's declaration, and how many scopes and sites it has so far. */
tree records_newest_function(void);
unsigned records_scope_count(void);
unsigned records_site_count(void);

/* Notes the counters, variables and equations (costs/flow.h) of the newest function; then a further
 * variable, the sum of some (one that is the sum of itself is not added); and the variable that
 * counts a scope's runs, plus 1. */
void records_set_flow(unsigned counters, unsigned variables, const vec<unsigned> &equations);
unsigned records_add_sum(const vec<unsigned> &variables);
void records_set_scope_entries(unsigned scope, unsigned variable);

/* A variable that stands for the record of the newest function in GIMPLE. */
tree records_function_decl(void);

/* A variable that stands for the record of a function without probes, which calls of it name;
 * `callee` NULL: whatever a pointer leads to. `contends`: threads wait for each other in it;
 * `lock`: for what, or NULL. */
tree records_external_decl(tree callee, bool contends, const char *lock);

/* calls=off: the thread's array of the nodes of the unit's functions, by number. */
tree records_flat_nodes(void);

/* Counts a function that got no probes. */
void records_skip_function(void);

/* Counts the unit's thunks, at its end: GCC writes most of them without any pass, and they get no
 * probes. */
void records_skip_thunks(void);

/* Whether any function of the unit was seen, with probes or skipped. */
bool records_any(void);

/* Instructions of a line, or what they do, in units of 1 / CINSTR_COST_UNIT, for each execution of
 * `variable`. Invariant of a function's costs: those of one place, COST_INSTRUCTIONS first, stand
 * together. */
struct cost {
    unsigned variable;  /* of the function's flow */
    unsigned scope;     /* as records_scope numbers them; or CINSTR_SCOPE_LESS, CINSTR_SCOPE_MORE */
    const char *file;   /* as GCC has it; NULL: the function's own */
    unsigned line;      /* 0: the function's own */
    unsigned kind;      /* COST_INSTRUCTIONS or what follows */
    int64_t units;      /* negative where a count is the difference of others; or COST_ENDLESS */
    const char *callee; /* of COST_CALL and what follows it: its assembler name */
};
/* The units of a cost that nobody knows. */
static const int64_t COST_ENDLESS = INT_MAX;

enum : unsigned {
    COST_INSTRUCTIONS,
    COST_MIX,                         /* this and the next: enum cinstr_mix_kind */
    COST_CALL = COST_MIX + (1u << 8), /* this and the next: calls of `callee` */
};

/* Writes all records of the unit to the assembly output. `costs` are those of each function, by
 * number; empty where the unit has none. */
void records_emit(const vec<vec<cost>> &costs);

/* The name that the linker sees, and the absolute path of a location's file after
 * -ffile-prefix-map. Strings live until GCC ends. */
const char *records_assembler_name(tree decl);
const char *records_file(const char *file);

#endif
