/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scopes.h - how often each inlined body ran, where that is certain. */
#ifndef CINSTR_PLUGIN_CALLS_SCOPES_H
#define CINSTR_PLUGIN_CALLS_SCOPES_H

#include "costs/flow.h"

/* Registers the passes that follow inlined bodies through the optimisation. */
void scopes_register(const char *plugin);

/* Finds the variable that counts the runs of each scope of the newest function in records.h where
 * there is one, and notes it there. records_set_flow has run.
 */
void scopes_find_entries(const flow &flow, function *fun);

#endif
