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

#include "gcc.h"

/* Instructions of a line in units of 1 / COSTS_UNIT, for each execution of `variable`. */
struct cost {
    unsigned variable; /* of flow.h */
    unsigned scope;    /* of records.h, or CINSTR_SCOPE_LESS, CINSTR_SCOPE_MORE of abi.h */
    const char *file;  /* as GCC has it; NULL: the function's own */
    unsigned line;     /* 0: the function's own */
    int units;         /* negative where a count is the difference of others */
};
enum { COSTS_UNIT = 1024 };

/* Registers the passes that read the costs. */
void costs_register(const char *plugin);

/*
 * Begins the unit's plain compilation where that is wanted and not begun yet. Returns true in the
 * child: it must insert no probe.
 */
bool costs_begin_unit(void);

/* Tags the current function's statements; flow_analyse has run. */
void costs_tag_function(function *fun);

/* Whether costs are read off the function's final code in this compilation. */
bool costs_are_read(function *fun);

/* Marks a statement of a probe, whose instructions are not the program's. */
void costs_tag_probe(gimple *stmt);

/*
 * Waits for the plain compilation. False: it failed, which has been reported. In the child this
 * does not return.
 */
bool costs_end_unit(void);

/* The costs of the unit's function `number` (records.h), empty where they are not known; owned by
 * this module. Only after costs_end_unit. */
const vec<cost> &costs_of(unsigned number);

#endif
