/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading.h - reads the costs off a function's final code. */
#ifndef CINSTR_PLUGIN_COSTS_READING_H
#define CINSTR_PLUGIN_COSTS_READING_H

#include "gcc.h"
#include "costs/peeled.h"
#include "costs/tags.h"

/* Instructions, or what they do, that run as often as the place of one tag, and are shown at the
 * line of another. */
struct reading {
    unsigned place_tag, line_tag; /* line_tag: or what follows here */
    unsigned kind;                /* as in struct cost (records.h); calls: by number */
    int64_t units;                /* of CINSTR_COST_UNIT */
};
enum : unsigned {
    READING_END = ~0u, /* the line where the function ends */
    /* No instructions, but how far from the truth all of the function's may be: so many fewer for
     * each run of the place, which is negative, and so many more. Of COST_ENDLESS units: nobody
     * knows. */
    READING_LESS = ~0u - 1,
    READING_MORE = ~0u - 2,
};

/* What is read of a function: `callees` are those of COST_CALL and the next, by number. */
struct reading_list {
    vec<reading> readings;
    vec<const char *> callees;
};

/*
 * Appends the readings of the current function. `variables` are those of the tags. With
 * `has_probes` the code has probes in it, and what is there because of them is left out.
 */
void reading_take(function *fun, const flow &flow, const vec<tag> &tags,
                  const vec<unsigned> &variables, const vec<peeled_test> &peeled, bool has_probes,
                  reading_list &list);

#endif
