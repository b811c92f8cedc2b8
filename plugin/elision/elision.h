/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision.h - warns of work that the optimiser took out of a measured loop.
 *
 * Three steps, none of which changes a statement:
 *
 *     after the pass `ssa`               an inventory of each measured loop (elision/inventory.cc)
 *     after the last pass over GIMPLE    what of it is left (elision/check.cc)
 *     at the unit's end                  a verdict for what is not (elision/verdict.cc)
 *
 * A statement is known again by its place (file, line, column) and by the calls that it was inlined
 * through: both go with it through every pass, into clones and through the link of LTO. For LTO the
 * inventory itself is an attribute of its function (elision/stream.cc).
 *
 * GCC drops the place of some statements that it makes new. Thus work is given up for lost only
 * where nothing is left in the loop that could be it, or where it was certain beforehand that
 * nothing uses it.
 */
#ifndef CINSTR_PLUGIN_ELISION_ELISION_H
#define CINSTR_PLUGIN_ELISION_ELISION_H

#include "gcc.h"
#include "guard/measured.h"

/* Kinds of work; of two at one place the later in this list is reported. */
enum work_kind { WORK_VALUE, WORK_STORE, WORK_COPY, WORK_ALLOCATION, WORK_CALL };

/* A place in a source file. Invariant: `file` lives as long as the compilation, line and column
 * count from 1; a place of no file is unknown. */
struct source_place {
    const char *file;
    int line, column;
};

/* Something that one iteration does, and what became of it. */
struct work {
    work_kind kind;
    source_place where;
    location_t location; /* of `where`; UNKNOWN_LOCATION where only that is known */
    const char *name;    /* of the function called, the variable assigned; NULL: it has none */
    const char *callee;  /* the called function's own name; NULL for other work */

    /* As written. */
    bool folded;   /* a call that was a constant before GIMPLE existed */
    bool unused;   /* certainly nothing uses what it makes */
    bool outlives; /* what it makes goes into memory, or is used after the loop */
    bool constant; /* a call whose arguments are the same in every iteration */
    bool library;  /* a call of a function that GCC knows by name */

    /* As left by the last pass. */
    bool in_loop, outside, called_outside;
};

/* What remains of a loop's body, less its counter and condition. */
enum loop_rest { REST_NO_LOOP, REST_NOTHING, REST_SUMS, REST_WORK };

/*
 * A measured loop. `places` are those of all its statements: of an end that has one of them it is
 * known that it belongs to the loop. Invariant: every work's place is among the places.
 */
struct inventory {
    unsigned function; /* DECL_UID */
    const char *name;  /* of the benchmark, for the user */
    bool whole;        /* no loop, or one that may be unrolled for good: all of the function */
    auto_vec<source_place> control, places;
    auto_vec<work> works;

    bool early;    /* only the function itself was looked at, before inlining */
    bool compiled; /* code of the function, or of where it was inlined, was seen */
    /* The function that this one was made the same as (DECL_UID): GCC merges functions that have
     * become equal. Then no statement of this one is left to be found. 0: none. */
    unsigned merged_with;
    loop_rest rest;
};

struct doubt;
struct source_text;

/*
 * What the detector keeps of the unit that GCC compiles. It lives from elision_register on.
 * Invariant: the works that `doubts` speak of are in `inventories`.
 */
struct elision_unit {
    auto_vec<inventory *> inventories;
    auto_vec<doubt *> doubts;      /* elision/inventory.cc's, until inventory_settle */
    auto_vec<source_text *> texts; /* elision/source.cc's, of functions that may be measured */
    /* DECL_UIDs of functions whose inventories were read in LTO's link. */
    hash_set<unsigned, false, int_hash<unsigned, 0, UINT_MAX>> streamed;
};

/* ---- elision/inventory.cc ---- */

source_place place_of(location_t location);
bool same_place(const source_place &a, const source_place &b);
bool has_place(const vec<source_place> &places, const source_place &wanted);

/* The name of a function as the source has it, the same for all its clones; NULL: it has none. */
const char *name_of_function(tree decl);

/* ---- elision/uses.cc: what uses a value ---- */

/*
 * Follows the value of `stmt`, right after `ssa`, to all its uses in cfun. Returns false when
 * something outside of the function can see it, or a condition depends on it. Otherwise nothing
 * does, provided that the functions added to `callees` have no side effects.
 */
bool uses_none(gimple *stmt, vec<tree> *callees);

/* Whether the value of `stmt` gets out of the measured loop: to memory, or to code after it. */
bool uses_outlive(gimple *stmt, const measured_loop &measured);

/* Whether an operand is the same number or address each time, as far as constants go. */
bool uses_constant(tree operand);

/* Whether calling a function has no effect but its result, by what GCC knows by now. */
bool uses_is_plain_function(tree decl);

/* ---- elision/source.cc: calls that the front end folds ---- */

/* A call that the source has and the front end replaced by a constant; or dropped, because nothing
 * uses the result of a function without side effects. */
struct folded_call {
    source_place where;
    const char *name;
    bool dropped;
};

/* Has the text of functions read into unit->texts when they were parsed. */
void source_register(const char *plugin, elision_unit *unit);

/* Appends the calls with constant arguments that the text of the loop has and GIMPLE has not. */
void source_folded_calls(const elision_unit &unit, tree function, const inventory &loop,
                         vec<folded_call> *calls);

/* ---- elision/stream.cc ---- */

/* Hands a function's inventories to the link of LTO. */
void stream_out(tree function, const vec<inventory *> &list);

/* Appends the inventories that came with a function. */
void stream_in(tree function, vec<inventory *> *list);

/* ---- elision/rest.cc ---- */

/* What the blocks of one cycle of cfun's graph do besides counting. */
loop_rest rest_of_cycle(const vec<basic_block> &blocks, const inventory &loop);

/*
 * Calls `note` for each function that a statement's code comes from: the one it was written in,
 * then those it was inlined into, with its place there. `callee` is the function whose call has the
 * place and was inlined; NULL for the statement's own place.
 */
void rest_for_each_place(gimple *stmt,
                         void (*note)(tree function, location_t location, tree callee, void *data),
                         void *data);

/* ---- elision/verdict.cc ---- */

/* Warns of what is lost. */
void verdict_tell(const inventory &loop);

/* ---- elision.cc ---- */

/* Registers the detector's passes for the plugin called `plugin`. */
void elision_register(const char *plugin);

/* Tells the verdicts, when all functions were compiled. */
void elision_end_unit(void);

#endif
