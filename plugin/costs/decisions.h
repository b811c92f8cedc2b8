/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decisions.h - claims about how often the RTL edges out of conditions and switches are taken. */
#ifndef CINSTR_PLUGIN_COSTS_DECISIONS_H
#define CINSTR_PLUGIN_COSTS_DECISIONS_H

#include "costs/shorten.h"

/* Makes the claims (claims.h) about all conditions and switches; whose twins are known. */
void decisions_claim(analysis &known);

/*
 * Believes what a condition's only jump does, where its block is known to run as often as the
 * condition: the jump goes either way as the condition did, whatever GCC expects of it. Of an
 * overflow, say, GCC expects on RTL that it is unlikely, whatever it expected before.
 */
void decisions_follow(analysis &known, const shortener &shortener);

#endif
