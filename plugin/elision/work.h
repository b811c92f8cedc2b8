/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/work.h - what measured loops do, and what became of it: the types that the detector's
 * steps share.
 */
#ifndef CINSTR_PLUGIN_ELISION_WORK_H
#define CINSTR_PLUGIN_ELISION_WORK_H

#include "elision/hosts.h"
#include "elision/result.h"
#include "gcc.h"

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
    bool folded;              /* a call that was a constant before GIMPLE existed */
    bool unused;              /* certainly nothing uses what it makes */
    bool outlives;            /* what it makes goes into memory, or is used after the loop */
    bool constant;            /* a call whose arguments are the same in every iteration */
    bool library;             /* a call of a function that GCC knows by name */
    vec<unsigned> statements; /* numbers (guard/need.h) of those that make it; of folded: none */

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
    location_t where;  /* of its condition; UNKNOWN_LOCATION in LTO's link */
    bool guarded;      /* some of its statements need the guard, and got it */
    bool steadfast;    /* some of its statements GCC cannot remove where control gets to them */
    unsigned size;     /* elision/size.h: instructions of its final code */
    const char *name;  /* of the benchmark, for the user */
    bool whole;        /* no loop, or one that may be unrolled for good: all of the function */
    bool called;       /* all of a function that is called in each iteration */
    bool inner; /* such a one that is a lambda in a loop: what becomes of its result is open */
    auto_vec<source_place> control, places;
    auto_vec<work> works;
    auto_vec<unsigned> partly_lost; /* statements of works that stay, of which GCC may drop a part
                                       (elision/result.h) */

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
    auto_vec<doubt *> doubts; /* elision/inventory.cc's, until inventory_settle */
    inlining_hosts hosts;
    result_answers answers;
    auto_vec<source_text *> texts; /* elision/source.cc's, of functions that may be measured */
    /* DECL_UIDs of functions whose inventories were read in LTO's link. */
    hash_set<unsigned, false, int_hash<unsigned, 0, UINT_MAX>> streamed;
    bool tried;   /* trial compilations were made, or none is wanted */
    bool failed;  /* a trial compilation did */
    FILE *told;   /* in a trial compilation: where it tells what was lost; else NULL */
    bool expands; /* in a trial compilation: it makes the code to the end, for its size */
    tree done;    /* in a trial compilation: the function whose GIMPLE is done with */
    auto_vec<unsigned> sizes; /* without the guard, of `inventories`; only where they are wanted */
};

source_place place_of(location_t location);
bool same_place(const source_place &a, const source_place &b);
bool has_place(const vec<source_place> &places, const source_place &wanted);

/* The macro of a system's header that code at a location comes from, of nested ones the outermost;
 * NULL: from none. */
const char *system_macro_of(location_t location);

/* The name of a function as the source has it, the same for all its clones; NULL: it has none. */
const char *name_of_function(tree decl);

#endif
