/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * costs.h - how many instructions each block has, by source line, in the code that GCC finally
 * makes.
 *
 * The costs must be those of the program without probes. So, when the first function of a unit
 * reaches the probe pass, the compiler forks: the child compiles all functions plainly, for the
 * costs only, while the parent inserts probes and compiles the real output (costs=native). With
 * costs=instrumented the one compilation does both, and the probes' own instructions are left out.
 *
 * A block's instructions are found again after all of GCC's passes by their locations: each
 * statement gets a location of its own that carries a tag in its source range, which no pass looks
 * at. An instruction without a tag belongs to the RTL block it stands in.
 */
#ifndef CINSTR_PLUGIN_COSTS_COSTS_H
#define CINSTR_PLUGIN_COSTS_COSTS_H

#include "base/records.h"
#include "costs/flow.h"

/* Registers the passes that read the costs. */
void costs_register(const char *plugin);

/*
 * Begins with the current function, before any probe is inserted: splits its blocks where flow.h
 * wants it, analyses its flow and tags its statements. Begins the unit's plain compilation where
 * that is wanted and not begun yet. NULL in the plain compilation: it must insert no probe. The
 * result is owned by this module and valid until the next function.
 */
const flow *costs_begin_function(function *fun);

/*
 * Waits for the plain compilation. False: it failed, which has been reported. In the child this
 * does not return.
 */
bool costs_end_unit(void);

/* The costs of all functions of the unit, by number (records.h); only after costs_end_unit. The
 * caller releases the outer vector; the inner ones are owned by this module. */
vec<vec<cost>> costs_of_unit(void);

#endif
