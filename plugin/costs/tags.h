/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tags.h - marks that lead from an instruction back to the GIMPLE block that it came from.
 *
 * Every statement and every CFG edge of a function has a tag, numbered in the order of the graph,
 * so that two compilations of the same GIMPLE number them alike; so has every mark of -g for where
 * a statement begins, as it begins a line of GCC's line table. A statement carries its tag in the
 * source range of its location, which GCC copies to all instructions that it makes of the statement
 * and reads nowhere while it optimises.
 */
#ifndef CINSTR_PLUGIN_COSTS_TAGS_H
#define CINSTR_PLUGIN_COSTS_TAGS_H

#include "costs/flow.h"

/* Tag 0 stands for the function as a whole: its entry, its line. */
enum { TAG_FUNCTION = 0, TAG_NONE = -1, TAG_PROBE = -2 };

/* A tag. `line` 0: the statement has none and takes the line of the instruction before it. */
struct tag {
    int source, target; /* CFG index of its block twice, or of its edge's ends */
    bool on_edge;
    unsigned scope; /* of records.h */
    unsigned line;
    const char *file;
    profile_count count; /* how often GCC expects it to run */
    bool when_true;      /* an edge that is taken when its condition is true */
    bool decides;        /* a call whose overflow its block's condition tests: see tags.cc */
    bool counted;        /* its own count is known, see flow_edge_variable */
    unsigned counter;    /* 0, or the variable of a count that this tag only names, as no
                            instruction has it: of an edge, the runs by the first of two ways
                            (cases.h); of a block, the bytes that a call in it copies (repeats.h),
                            or the entries of its loop with one remainder (remainders.h) */
    int line_tag;        /* the tag whose line and scope its instructions have, as a rule its own;
                            TAG_NONE: it is not known yet (phis.h) */
    int bytes;           /* of a call: the tag that counts what it copies; TAG_NONE */
    int remainders;      /* of what is in a loop: the tag of remainder 0 of its trip counts, which
                            those of the others and of no trip follow; TAG_NONE */
    bool may_leave;      /* of what is in a loop: that may also be left in another way */
    bool may_skip;       /* and has a condition under which it takes no trip at all */
    bool may_be_passed;  /* without optimisation: of an edge that follows another with its location,
                            so that GCC may need no jump for it */
    bool lends;          /* without optimisation: edges of other places have its mark, and so have
                            their nops and jumps */
};

/* Whether two tags are of the same block or edge. */
static inline bool tags_same_place(const tag &a, const tag &b)
{
    return a.source == b.source && a.target == b.target && a.on_edge == b.on_edge &&
           a.counter == b.counter;
}

/* Makes the tags of a function; with `mark`, puts them into the statements' locations (mark.h). */
vec<tag> tags_make(const flow &flow, function *fun, bool mark);

#endif
