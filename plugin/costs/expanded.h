/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expanded.h - statements that `expand` puts where their values are used.
 *
 *     _1 = i_2 * 7;                    (set (mem ...) (mult (reg i) 7))
 *     a[i_2] = _1;
 *
 * GCC calls this temporary expression replacement (tree-ssa-ter.cc). Only with optimisation.
 */
#ifndef CINSTR_PLUGIN_COSTS_EXPANDED_H
#define CINSTR_PLUGIN_COSTS_EXPANDED_H

#include "gcc.h"

/* The statement that makes a name, if it is put where `use` uses it; else NULL. */
gassign *expanded_at(tree name, gimple *use);

/* The statement that another one is put into; NULL where it stands for itself. */
gimple *expanded_into(gimple *statement);

#endif
