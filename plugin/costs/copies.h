/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copies.h - claims about how often the RTL blocks of a place run. */
#ifndef CINSTR_PLUGIN_COSTS_COPIES_H
#define CINSTR_PLUGIN_COSTS_COPIES_H

#include "costs/analysis.h"

/* Makes the claims (claims.h) about all places; whose places are known. */
void copies_claim(analysis &known);

#endif
