/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_options.h - with -flto code gets its probes when it is linked, so the options must be there.
 *
 * Each function of an object for LTO keeps the options that it was compiled with, as an attribute.
 * The compiler that links them compares those with its own: else mode=count in CFLAGS alone would
 * be a profile of mode=time.
 */
#ifndef CINSTR_PLUGIN_BASE_LINK_OPTIONS_H
#define CINSTR_PLUGIN_BASE_LINK_OPTIONS_H

#include "gcc.h"

void link_options_register(const char *plugin, const struct plugin_name_args *args);

#endif
