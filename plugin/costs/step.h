/* SPDX-License-Identifier: GPL-3.0-or-later */
/* step.h - how what places counters has them stepped, by who knows where they are. */
#ifndef CINSTR_PLUGIN_COSTS_STEP_H
#define CINSTR_PLUGIN_COSTS_STEP_H

#include "gcc.h"

/* What a counter is stepped by, and which of several in a row; NULL_TREE: by 1; this one. */
struct step {
    tree amount, index; /* unsigned longs */
};

/* The code that steps counter `counter` of the node, from 0, or a later one. */
typedef gimple_seq (*make_step)(unsigned counter, const step &step, void *data);

#endif
