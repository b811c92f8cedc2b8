/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/source.h - calls that the front end folds before GIMPLE exists. */
#ifndef CINSTR_PLUGIN_ELISION_SOURCE_H
#define CINSTR_PLUGIN_ELISION_SOURCE_H

#include "elision/work.h"

/* A call that the source has and the front end replaced by a constant; or dropped, because nothing
 * uses the result of a function without side effects. */
struct folded_call {
    source_place where;
    const char *name;
    bool dropped;
};

/* Has the text of functions read into unit->texts when they were parsed. */
void source_register(const char *plugin, elision_unit *unit);

/* Appends the calls with constant arguments that the text of the loop has and GIMPLE has not. */
void source_folded_calls(const elision_unit &unit, tree function, const inventory &loop,
                         vec<folded_call> *calls);

#endif
