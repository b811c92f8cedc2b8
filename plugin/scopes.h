/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scopes.h - how often each inlined body ran, where it is certain. */
#ifndef CINSTR_PLUGIN_SCOPES_H
#define CINSTR_PLUGIN_SCOPES_H

#include "gcc.h"

/* Finds the variable that counts the runs of each scope of the newest function in records.h where
 * there is one, and notes it there. flow_analyse and costs_tag_function have run. */
void scopes_find_entries(function *fun);

#endif
