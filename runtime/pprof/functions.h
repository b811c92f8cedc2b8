/* SPDX-License-Identifier: MIT */
/*
 * functions.h - the profile's functions and what they are called.
 *
 * A function is its assembler name, the file and the line of its definition: equal ones of several
 * units (inline functions of headers, a unit built twice) are one. Readers group by the shown name
 * alone, so functions of one name in different files are shown as `name@file.c`.
 */
#ifndef CINSTR_PPROF_FUNCTIONS_H
#define CINSTR_PPROF_FUNCTIONS_H

#include "keymap.h"
#include "strings.h"

struct ci_profile_function {
    uint64_t id; /* in the profile, from 1; 0 while unused */
    struct ci_profile_function *next_used;
    struct ci_profile_function *next; /* every function, in the order they were met */
    struct ci_string *system_name;    /* the assembler's */
    struct ci_string *name;           /* the reader's */
    struct ci_string *file;
    uint32_t line;
};

/* Invariant: used functions are linked in the order of their ids. */
struct ci_functions {
    struct ci_strings *strings;
    struct ci_keymap map; /* (name, file, line) -> ci_profile_function */
    struct ci_profile_function *first;
    struct ci_profile_function *last;
    uint32_t count;
    struct ci_profile_function *first_used;
    struct ci_profile_function *last_used;
};

/*
 * Adds every function and inlined function of the snapshot's units and decides their names, which
 * therefore depend on the program and not on what ran. False: no memory.
 */
bool ci_functions_init(struct ci_functions *functions, struct ci_strings *strings,
                       const struct ci_snapshot *snapshot);

/* Returns the function of these three; one that no unit has is added. NULL: no memory. */
struct ci_profile_function *ci_functions_get(struct ci_functions *functions, const char *name,
                                             const char *file, uint32_t line);

/* Returns the function's id in the profile. */
uint64_t ci_functions_use(struct ci_functions *functions, struct ci_profile_function *function);

/* Returns the name to show for an assembler name, demangled where the program can; NULL: no memory.
 */
struct ci_string *ci_names_demangle(struct ci_strings *strings, const char *name);

/* Tells functions of the same shown name in different files apart; false: no memory. */
bool ci_names_settle(struct ci_functions *functions);

#endif
