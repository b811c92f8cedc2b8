/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - what -fplugin-arg-cinstr-NAME=VALUE said. */
#ifndef CINSTR_PLUGIN_OPTIONS_H
#define CINSTR_PLUGIN_OPTIONS_H

#include "gcc.h"

struct regex_list;

enum costs_source { COSTS_NATIVE, COSTS_INSTRUMENTED };

/* Set once by options_parse; constant while GCC compiles. */
struct options {
    unsigned mode; /* one CINSTR_MODE_* */
    bool verbose;
    bool instructions;  /* blocks are counted: for instructions, or for `lines` */
    bool lines;         /* mode=time: what was counted spreads a function's time over its lines */
    costs_source costs; /* of which code instructions are counted */
    int min_insns;      /* functions of fewer instructions (GCC's estimate) get no probe */
    regex_list *include, *exclude, *include_file, *exclude_file;
};

extern struct options options;

/*
 * Reads the plugin's arguments. A wrong one is a GCC error that lists what is valid; returns false
 * then, and the compilation fails.
 */
bool options_parse(struct plugin_name_args *args);

/*
 * Why a function called `name`, defined in `file`, is filtered out by the options, in words for the
 * user; NULL when it is not.
 */
const char *options_filter(const char *name, const char *file);

#endif
