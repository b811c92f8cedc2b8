/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phis.h - the lines of the copies that PHIs become.
 *
 *     # i_1 = PHI <0(2), i_3(4)>       xorl %ebx, %ebx       on the edge from 2
 *
 * `expand` makes such copies before everything else, edge by edge. A copy without a location has
 * that of what ran last before the edge; where nothing with a location did, it has that of the copy
 * that `expand` made before it, wherever that is.
 */
#ifndef CINSTR_PLUGIN_COSTS_PHIS_H
#define CINSTR_PLUGIN_COSTS_PHIS_H

#include "costs/tags.h"

/* After `expand`: sets `line_tag` of the tags of such copies. */
void phis_find_lines(vec<tag> &tags);

#endif
