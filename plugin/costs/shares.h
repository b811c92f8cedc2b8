/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shares.h - how RTL edges share the runs of a GIMPLE edge, where nothing but GCC's expectation
 * tells. */
#ifndef CINSTR_PLUGIN_COSTS_SHARES_H
#define CINSTR_PLUGIN_COSTS_SHARES_H

#include "costs/analysis.h"

/* Believes that RTL edges that stand for the same GIMPLE edge share its runs as GCC expects: where
 * it is rarely taken, or else the others. */
void shares_believe(analysis &known, bool rare);

#endif
