/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eligible.h - which functions get probes, and what a call may reach. */
#ifndef CINSTR_PLUGIN_BASE_ELIGIBLE_H
#define CINSTR_PLUGIN_BASE_ELIGIBLE_H

#include "gcc.h"

/* Finds, before GCC inlines anything, what the resolvers of indirect functions call. */
void eligible_register(const char *plugin);

/* Why a function gets no probes, in words for the user; NULL when it gets them. Needs no body. */
const char *eligible_refusal(tree decl);

/* Whether a call can reach instrumented code, and so needs its site's slot set before it. */
bool eligible_call(const gcall *call);

/* Whether a call surely runs a function that has probes of this unit. */
bool eligible_callee_is_probed(const gcall *call);

/* Whether a function is one of the library that GCC knows: BUILT_IN_NORMAL. NULL is none. */
bool eligible_is_library_function(tree decl);

/* Whether a call runs a library function that returns without calling anything of the program. */
bool eligible_callee_is_library_leaf(const gcall *call);

/* Whether a statement calls what may not come back here: all calls but those of library leaves. */
bool eligible_may_leave(gimple *stmt);

#endif
