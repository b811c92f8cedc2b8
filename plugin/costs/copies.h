/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copies.h - claims about how often the RTL blocks of a place run. */
#ifndef CINSTR_PLUGIN_COSTS_COPIES_H
#define CINSTR_PLUGIN_COSTS_COPIES_H

#include "costs/analysis.h"

/* Makes the claims (claims.h) about the places that GCC copied when it unrolled their loops. They
 * come first: where GCC leaves its expectations as they were, other claims about these loops look
 * right. */
void copies_claim_unrolled(analysis &known);

/* Makes the claims about all other places. */
void copies_claim(analysis &known);

/* Whether a block has a copy of what was in a loop that GCC unrolled. */
bool copies_in(basic_block bb);

#endif
