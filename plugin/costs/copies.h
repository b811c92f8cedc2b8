/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copies.h - claims about how often the RTL blocks of a place run. */
#ifndef CINSTR_PLUGIN_COSTS_COPIES_H
#define CINSTR_PLUGIN_COSTS_COPIES_H

#include "gcc.h"
#include "costs/tags.h"

/* Makes the claims (claims.h) about all places; places_find has run. */
void copies_claim(const vec<tag> &tags);

#endif
