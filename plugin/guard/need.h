/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * need.h - which statements of measured loops need the guard.
 *
 * With guard=all all do. With guard=on those do that were lost in a trial compilation
 * (elision/trial.cc). A trial is a copy of this compilation, so a statement is known in both by its
 * function's DECL_UID and its number: that in the order of blocks and statements, from 1, in which
 * the pass `ssa` left the function.
 */
#ifndef CINSTR_PLUGIN_GUARD_NEED_H
#define CINSTR_PLUGIN_GUARD_NEED_H

#include "gcc.h"

/* Numbers the statements of `fun`, which is as `ssa` left it. */
void need_number(function *fun, hash_map<gimple *, unsigned> *numbers);

/* Notes that a statement needs the guard. False when that was known. */
bool need_add(unsigned function, unsigned statement);

/* Whether statement `statement` of the function needs the guard. */
bool need_has(unsigned function, unsigned statement);

/* Notes that no trial can tell what is lost: all statements need the guard. */
void need_add_all(void);

/* Whether all statements of all measured loops need the guard. */
bool need_has_all(void);

#endif
