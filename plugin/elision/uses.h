/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/uses.h - whether anything uses a value, as the program was written. */
#ifndef CINSTR_PLUGIN_ELISION_USES_H
#define CINSTR_PLUGIN_ELISION_USES_H

#include "elision/work.h"
#include "guard/measured.h"

/*
 * Follows the value of `stmt`, right after `ssa`, to all its uses in cfun. Returns false when
 * something outside of the function can see it, or a condition depends on it. Otherwise nothing
 * does, provided that the functions added to `callees` have no side effects. What the guard will
 * keep is used; `numbers` are those of cfun's statements (guard/need.h).
 */
bool uses_none(gimple *stmt, hash_map<gimple *, unsigned> *numbers, vec<tree> *callees);

/* Whether nothing uses the result of a call, whatever else the call does; under the same proviso.
 * That it comes back to the call, as in x = step(x), is no use. */
bool uses_ignore_result(gcall *call, hash_map<gimple *, unsigned> *numbers, vec<tree> *callees);

/* Whether argument `index` of a call is the address of a local variable that, as far as is seen
 * here, nothing but calls of the same function has to do with, once its life has begun. */
bool uses_ignore_argument(const gcall *call, unsigned index);

/* Whether nothing in the unit reads a static variable, so that GCC drops what is stored to it. */
bool uses_ignore_static(tree variable);

/* Whether the value of `stmt` gets out of the measured loop: to memory, or to code after it. */
bool uses_outlive(gimple *stmt, const measured_loop &measured);

/* Whether an operand is the same number each time, or the address of what is the same, as far as
 * constants go. */
bool uses_constant(tree operand);

/* Whether calling a function has no effect but its result, by what GCC knows by now. */
bool uses_is_plain_function(tree decl);

#endif
