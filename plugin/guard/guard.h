/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard.h - keeps the work of measured loops.
 *
 * guard.cc protects what the statements of the loop compute, as far as they need it (guard/need.h);
 * guard/inputs.cc hides from GCC what comes into the loop from outside; feeding.cc tells what of
 * that leads to protected statements, control.cc what merely counts iterations.
 */
#ifndef CINSTR_PLUGIN_GUARD_GUARD_H
#define CINSTR_PLUGIN_GUARD_GUARD_H

#include "gcc.h"
#include "guard/measured.h"

/* What is known of a measured loop while it gets its sinks. */
struct guarded {
    measured_loop measured;
    hash_set<tree> control;      /* SSA names that count iterations, of this loop or an inner one */
    hash_set<tree> iterators;    /* local objects that do so, of C++ classes */
    vec<tree> statics;           /* static variables that callees read; each once */
    hash_set<gimple *> *feeding; /* statements that lead to those that need the guard, and those */
};

/* Fills `control` and `iterators`. Changes no code. */
void guard_find_control(guarded *guarded);

/* Appends the statements of a measured loop of cfun that need the guard. Changes no code. */
void guard_find_needed(const measured_loop &measured, hash_map<gimple *, unsigned> *numbers,
                       vec<gimple *> *needed);

/* Fills `feeding`. `needed`: the loop's statements that need the guard. Changes no code. */
void guard_find_feeding(guarded *guarded, const vec<gimple *> &needed);

/* Whether a statement of the loop leads to one that needs the guard. */
bool guard_is_feeding(guarded *guarded, gimple *stmt);

/*
 * Hides what comes from outside, once for each iteration: values in registers, local and static
 * objects that the loop reads. To be called last: it renames uses, those of sinks too.
 */
void guard_hide_inputs(guarded *guarded);

/* The name of the variables that unfold.cc makes. */
#define GUARD_OPERAND "cinstr_operand"

/* Whether a name of the source, or one of unfold.cc, stands for this SSA name. */
bool guard_is_named_in_source(tree name);

/* What the user calls the variable of an SSA name. */
const char *guard_name_of(tree name);

/* The object that a reference or an address is of, when it is a variable that may change and that
 * the guard may touch; NULL otherwise. */
tree guard_object_of(tree ref);

/* verbose: tells where, in words, something was kept. */
void guard_note(location_t where, const char *format, ...) ATTRIBUTE_PRINTF_2;

void guard_register(const char *plugin);

#endif
