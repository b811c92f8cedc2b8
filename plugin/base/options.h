/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - what -fplugin-arg-cinstr-NAME=VALUE said. */
#ifndef CINSTR_PLUGIN_BASE_OPTIONS_H
#define CINSTR_PLUGIN_BASE_OPTIONS_H

#include "gcc.h"

struct regex_list;

enum costs_source { COSTS_NATIVE, COSTS_INSTRUMENTED };

enum alloc_kind { ALLOC_OFF, ALLOC_COUNT, ALLOC_LIVE };

/* What is done for measured loops: nothing; the elision detector alone, which changes no code; the
 * detector, and the guard of what would be lost; the guard of all they do. */
enum guard_kind { GUARD_OFF, GUARD_CHECK, GUARD_ON, GUARD_ALL };

/* What is made of work that was optimised away. */
enum elided_kind { ELIDED_WARN, ELIDED_ERROR, ELIDED_OFF };

/* One allocator=; arguments are counted from 1 as the user does, 0: not given. */
struct allocator_option {
    char *name;
    int size, factor;
    int old;
    char *freer; /* NULL: none */
};

/* Set once by options_parse; constant while GCC compiles. */
struct options {
    unsigned mode; /* one CINSTR_MODE_* */
    bool probes;   /* false in mode=guard, where `mode` means nothing */
    bool verbose;
    bool instructions;  /* blocks are counted: for instructions, or for `lines` */
    bool lines;         /* mode=time: what was counted spreads a function's time over its lines */
    unsigned mix;       /* what else is told of instructions: bits of enum cinstr_mix_kind */
    costs_source costs; /* of which code instructions are counted */
    alloc_kind alloc;   /* ALLOC_OFF without probes */
    bool external;      /* mode=time: calls of functions without probes get probes around them */
    bool wait;          /* and of those that can block it is told how long they did */
    bool calls;         /* false: allocation sites alone; then instructions is false */
    bool atomic;        /* update=atomic: probes add to memory atomically */
    bool sampled;       /* clock=sampled: probes read the clock now and then */
    guard_kind guard;
    elided_kind elided;
    int min_insns; /* functions of fewer instructions (GCC's estimate) get no probe */
    regex_list *include, *exclude, *include_file, *exclude_file;
    regex_list *external_functions; /* external=REGEX: these alone; NULL: all */
    regex_list *wait_functions;     /* wait=REGEX: can block, besides those that are known to */
    regex_list *guard_functions;    /* guarded though they are no benchmarks */
    vec<allocator_option> allocators;
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

/* Whether external= wants calls of a function without probes; whether wait= names the function. */
bool options_names_external(const char *name);
bool options_names_waiting(const char *name);

/* Whether guard=REGEX matches a function's name. */
bool options_guards(const char *name);

#endif
