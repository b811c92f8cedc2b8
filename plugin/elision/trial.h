/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/trial.h - trial compilations: what is lost without the guard, and then with it.
 *
 * When the first function with a measured loop has passed `ssa`, the compiler starts a copy of
 * itself (base/copy.h) that compiles the unit without guarding anything, and tells which statements
 * were lost. They need the guard (guard/need.h). With it, others may be lost: a second copy guards
 * the first, and so on until nothing more is lost.
 */
#ifndef CINSTR_PLUGIN_ELISION_TRIAL_H
#define CINSTR_PLUGIN_ELISION_TRIAL_H

#include "elision/work.h"

/* Finds out what the unit loses, where that is wanted and not known yet. Returns in each copy, too.
 * To be called before any measured loop is looked at. */
void trial_run(elision_unit *unit);

/* In a copy, after the last pass over a function's GIMPLE: nothing more is done for it. */
void trial_end_function(elision_unit *unit, tree function);

/* In a copy, tells what was lost and ends it; elsewhere does nothing. */
void trial_end_unit(const elision_unit &unit);

#endif
