/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unfold.h - keeps the front end from computing what a benchmark is to measure. */
#ifndef CINSTR_PLUGIN_GUARD_UNFOLD_H
#define CINSTR_PLUGIN_GUARD_UNFOLD_H

/* Only with guard=on; see unfold.cc. */
void unfold_register(const char *plugin);

#endif
