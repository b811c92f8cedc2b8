/* SPDX-License-Identifier: MIT */
/* merge.h - what merge.c (records and samples) and merge_head.c (all else) share. */
#ifndef CINSTR_PPROF_MERGE_H
#define CINSTR_PPROF_MERGE_H

#include "keymap.h"
#include "strings.h"

#include <profile.pb-c.h>

/*
 * The result so far. Invariant: the record with the number N is element N - 1 of its array in
 * `sum`, whose strings are numbers in `strings`.
 */
struct ci_merge {
    struct ci_arena *arena;
    struct ci_strings strings;
    struct ci_keymap mappings, functions, locations, samples; /* to numbers */
    /* To numbers of sequences: an element stands together with the number of those before it. */
    struct ci_keymap lines, stacks, labels;
    Cinstr__Profile sum; /* but its strings and comments */
    char **comments;
    size_t comment_count;
    int part_count;    /* that have been added */
    const char *error; /* NULL, or why nothing more is added */
};

/* A part that is being added: maps its numbers to those of the result. */
struct ci_merge_part {
    struct ci_merge *merge;
    const Cinstr__Profile *from;
    int64_t *strings; /* -1: not used yet */
    uint64_t *mappings, *functions, *locations;
};

/* Makes room for one more pointer after `count` of them; the array doubles when it is full. NULL:
 * no memory, and the error is set. */
void *ci_merge_grow(struct ci_merge *merge, void *items, size_t count);

/* A copy in the arena; NULL as above. */
void *ci_merge_copy(struct ci_merge *merge, const void *bytes, size_t size);

/* The index in the result of a string of the part. */
int64_t ci_merge_string(struct ci_merge_part *part, int64_t index);

/* Adds the part's value types, which must be those of the others, its time and its comments. */
void ci_merge_head(struct ci_merge_part *part);

/* Fills in what `sum` lacks, to be written. */
void ci_merge_finish_head(struct ci_merge *merge);

#endif
