/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/verdict.h - the reason why work is lost, and the warning. */
#ifndef CINSTR_PLUGIN_ELISION_VERDICT_H
#define CINSTR_PLUGIN_ELISION_VERDICT_H

#include "elision/work.h"

/* Whether work of the loop is lost, as far as the last pass showed. */
bool verdict_is_lost(const work &work, const inventory &loop);

/* Warns of what is lost. */
void verdict_tell(const inventory &loop);

#endif
