/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/inventory.h - makes the inventories of a function's measured loops. */
#ifndef CINSTR_PLUGIN_ELISION_INVENTORY_H
#define CINSTR_PLUGIN_ELISION_INVENTORY_H

#include "gcc.h"

/* Adds the inventories of `fun`, which is cfun right after `ssa`. */
void inventory_make(function *fun);

/* Decides what hung on whether other functions have side effects. */
void inventory_settle(tree function);

/* Keeps the trees that undecided work refers to, when GCC collects garbage. */
void inventory_mark(void *, void *);

#endif
