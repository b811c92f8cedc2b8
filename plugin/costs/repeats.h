/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repeats.h - copies and fills of unknown size, of which GCC makes one instruction that repeats.
 *
 * Where GCC optimises for size it expands a call of memcpy or memset in place:
 *
 *     memcpy(to, from, n);             movq %rdx, %rcx
 *                                      rep movsb               n steps
 *
 * How often the call runs does not tell how many steps that is. So a counter adds up the sizes:
 *
 *     counter += n;
 *     memcpy(to, from, n);
 */
#ifndef CINSTR_PLUGIN_COSTS_REPEATS_H
#define CINSTR_PLUGIN_COSTS_REPEATS_H

#include "costs/step.h"

/* One such call. */
struct repeated {
    gimple *call;
    unsigned variable;
};

/* Finds those of a function; their counters have the variables from `variable` on. */
void repeats_find(vec<repeated> &found, function *fun, unsigned variable);

/* The variable that counts the bytes of a statement; 0: it is no such call. */
unsigned repeats_variable(const vec<repeated> &found, const gimple *statement);

/* Inserts the counters before their calls; see flow_insert_counters. */
void repeats_insert_counters(const vec<repeated> &found, make_step increment, void *data);

#endif
