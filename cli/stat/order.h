/* SPDX-License-Identifier: MIT */
/* order.h - the parts of a projection, between its parser (project.c) and key.c. */
#ifndef CINSTR_CLI_STAT_ORDER_H
#define CINSTR_CLI_STAT_ORDER_H

#include "stat/project.h"

enum ci_stat_order { CI_ORDER_FIRST, CI_ORDER_FIXED, CI_ORDER_ALPHA, CI_ORDER_NUM };

/* One `key@order`: one field, or for .config a group that grows. */
struct ci_stat_part {
    const char *key;
    enum ci_stat_order order;
    bool is_group;
    struct ci_stat_field **fields;
    size_t field_count;
    /* The ranks of values, from 0. Given for FIXED; for FIRST filled as keys turn up, but not in a
     * group, whose fields are therefore in alphabetical order. */
    struct ci_bytemap ranks;
};

struct ci_stat_projection {
    struct ci_stat_projections *set;
    struct ci_stat_part **parts;
    size_t part_count;
    size_t field_count; /* of all parts */
    struct ci_stat_field *unit;
    struct ci_bytemap key_map; /* the addresses of a key's values */
    struct ci_stat_key **keys; /* by the map's numbers */
};

/* Adds a field to PART, with the next free index. */
struct ci_stat_field *ci_stat_part_add_field(struct ci_stat_projection *projection,
                                             struct ci_stat_part *part, const char *name);

#endif
