/* SPDX-License-Identifier: MIT */
/*
 * strings.h - every string once, and the profile's string table in order of first use.
 *
 * Many more strings are compared than written: names of functions that never ran take part in the
 * choice of names. So a string gets its place in the profile only when ci_strings_use asks for it.
 */
#ifndef CINSTR_PPROF_STRINGS_H
#define CINSTR_PPROF_STRINGS_H

#include "../snapshot.h"

/* One string; two equal strings of a table are the same pointer. */
struct ci_string {
    struct ci_string *next_used;
    int64_t id; /* place in the profile's table, -1 while unused */
    uint64_t hash;
    size_t length;
    const char *text;
};

/* Invariant: the used strings are linked in the order of their ids; the first is "". */
struct ci_strings {
    struct ci_arena *arena;
    struct ci_string **slots;
    uint32_t capacity;
    uint32_t count;
    struct ci_string *first_used;
    struct ci_string *last_used;
    bool bare; /* as in ci_snapshot */
};

/* Makes a table in which "" is used already, as a profile wants; false: no memory. */
bool ci_strings_init(struct ci_strings *strings, struct ci_arena *arena);

/* Returns the one record of a text, which is copied; a null pointer counts as "". NULL: no memory.
 */
struct ci_string *ci_strings_add(struct ci_strings *strings, const char *text);

/* Returns the string's index in the profile. */
int64_t ci_strings_use(struct ci_strings *strings, struct ci_string *string);

/* Adds and uses; -1 when there is no memory. */
int64_t ci_strings_index(struct ci_strings *strings, const char *text);

#endif
