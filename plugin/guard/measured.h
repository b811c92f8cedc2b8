/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measured.h - the loops whose time is the figure that a benchmark reports.
 */
#ifndef CINSTR_PLUGIN_GUARD_MEASURED_H
#define CINSTR_PLUGIN_GUARD_MEASURED_H

#include "gcc.h"

/* How a loop was recognised. */
enum measured_kind {
    MEASURED_N,       /* its end depends on b->N */
    MEASURED_CALL,    /* on cinstr_bench_loop or cinstr_bench_next */
    MEASURED_FOREIGN, /* on another harness (guard/harness.h) */
    MEASURED_COUNTED, /* on the number of iterations that one tells: maybe it only prepares */
    MEASURED_CHOSEN,  /* outermost loop of a function that the attribute or guard=REGEX chose */
    MEASURED_BODY,    /* such a function without a loop: all of its code */
    MEASURED_CALLED,  /* all code of a function that a harness calls in each iteration */
    MEASURED_INNER,   /* all code of a lambda in a loop of a benchmark */
};

struct measured_loop {
    class loop *loop; /* of current_loops; NULL for MEASURED_BODY and those after it */
    measured_kind kind;
    location_t where; /* of the loop's condition, or of the function */
    tree benchmark;   /* the function; that which reads b->N, when a caller of the function does */
};

/*
 * Appends the measured loops of `fun`, which is cfun and in SSA form as the pass `ssa` left it;
 * none is inside of another. Builds current_loops where there are none, and changes no code.
 * Appends nothing when fun is no benchmark.
 */
void measured_loops(function *fun, vec<measured_loop> *measured);

/* Whether the condition at the end of a block depends on the harness. */
bool measured_deciding(basic_block bb);

/* Whether a block belongs to a measured loop. */
bool measured_contains(const measured_loop &measured, const_basic_block bb);

/* Whether a function that GCC is parsing may have a measured loop. */
bool measured_may_have(tree function);

/* Whether a call is one of the harness's own (cinstr_bench_*, a method of benchmark::State): part
 * of no benchmark's work. */
bool measured_harness_call(const gimple *stmt);

#endif
