/* SPDX-License-Identifier: MIT */
/*
 * names.h - names of sub-benchmarks: printable, without white space, unique.
 */
#ifndef CINSTR_BENCH_NAMES_H
#define CINSTR_BENCH_NAMES_H

#include <stdbool.h>

/*
 * White space becomes '_', what cannot be printed its escape ("\x00", "\u200b"), a byte that is not
 * UTF-8 U+FFFD; as Go does it, with the categories of Unicode cut down to control, separator,
 * format and private-use ranges. Returns a new string for free(), NULL without memory.
 */
char *ci_names_rewrite(const char *name);

/* How often each name was asked for. A zeroed struct is a valid, empty table. */
struct ci_names {
    struct ci_name *first;
};

/*
 * The full name of a sub-benchmark, unique in this table: "parent/name", or with "#01", "#02", ...
 * when that was given out before; an empty name counts from "#00". Returns a new string for free(),
 * NULL without memory.
 */
char *ci_names_unique(struct ci_names *names, const char *parent, const char *name);

/* Frees what the table holds and makes it empty. */
void ci_names_deinit(struct ci_names *names);

#endif
