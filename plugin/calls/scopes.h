/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scopes.h - how often each inlined body ran, where that is certain. */
#ifndef CINSTR_PLUGIN_CALLS_SCOPES_H
#define CINSTR_PLUGIN_CALLS_SCOPES_H

#include "gcc.h"

/* Registers the passes that follow inlined bodies through the optimisation. */
void scopes_register(const char *plugin);

/* Finds the variable that counts the runs of each scope of the newest function in records.h where
 * there is one, and notes it there. flow_analyse, costs_tag_function and records_set_flow have run.
 */
void scopes_find_entries(function *fun);

#endif
