/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe.h - the pass that inserts entry, call-site and exit probes. */
#ifndef CINSTR_PLUGIN_CALLS_PROBE_H
#define CINSTR_PLUGIN_CALLS_PROBE_H

/* Registers the passes with GCC for the plugin called `plugin`. */
void probe_register(const char *plugin);

#endif
