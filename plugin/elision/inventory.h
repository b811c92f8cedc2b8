/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/inventory.h - makes the inventories of a function's measured loops. */
#ifndef CINSTR_PLUGIN_ELISION_INVENTORY_H
#define CINSTR_PLUGIN_ELISION_INVENTORY_H

#include "elision/work.h"

/* Adds the inventories of `fun`, which is cfun right after `ssa`. */
void inventory_make(elision_unit *unit, function *fun);

/* Finds the calls of a function of which GCC may drop a part. To be called before calls are inlined
 * into it; those that it calls are as they will be inlined then. */
void inventory_find_partly_lost(elision_unit *unit, tree function);

/* Settles the doubts about a function's works, when GCC knows which functions have side effects. */
void inventory_settle(elision_unit *unit, tree function);

/* Keeps the trees that undecided work refers to, when GCC collects garbage. `unit`: the
 * elision_unit, as GCC hands it to callbacks. */
void inventory_mark(void *, void *unit);

#endif
