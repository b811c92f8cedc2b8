/* SPDX-License-Identifier: GPL-3.0-or-later */
/* step.h - the code that steps a counter: costs/ says where, its caller knows the counters'
 * address. */
#ifndef CINSTR_PLUGIN_COSTS_STEP_H
#define CINSTR_PLUGIN_COSTS_STEP_H

#include "gcc.h"

/* By how much a counter is stepped (NULL_TREE: 1), and how many counters after the named one it is
 * (NULL_TREE: 0). */
struct step {
    tree amount, index; /* unsigned longs */
};

/* Makes the code that steps counter `counter` of the node, from 0, or one after it. */
typedef gimple_seq (*make_step)(unsigned counter, const step &step, void *data);

#endif
