/* SPDX-License-Identifier: MIT */
/*
 * project.h - projections: which keys of a result choose its table, row and column, and how
 * these are ordered. `.name,/size@num` or `goos@(linux windows) .config@alpha`.
 *
 * Keys named in one projection of a set are taken out of .config and .fullname in all of them.
 */
#ifndef CINSTR_CLI_STAT_PROJECT_H
#define CINSTR_CLI_STAT_PROJECT_H

#include "stat/filter.h"

/* A column of a key. New ones join .config's group while results are read. */
struct ci_stat_field {
    const char *name;
    size_t index; /* into a key's values */
    struct ci_stat_part *part;
};

/* The values of one result, trailing empty ones left out; equal keys have equal addresses. */
struct ci_stat_key {
    size_t count;
    const char *const *values; /* interned */
};

struct ci_stat_projection; /* opaque; the pool's */

struct ci_stat_projections {
    struct ci_pool *pool;
    struct ci_stat_filter *filter; /* gets the requirements of key@(...) */
    const char **config_keys, **name_keys;
    size_t config_key_count, name_key_count;
    bool have_config, have_fullname;
};

/* Parses TEXT into a projection of SET; NULL, and in *ERROR the reason, where it is malformed. */
struct ci_stat_projection *ci_stat_project_parse(struct ci_stat_projections *set, const char *text,
                                                 char **error);

/* The keys that no projection of SET has taken. */
struct ci_stat_projection *ci_stat_project_residue(struct ci_stat_projections *set);

/* Adds a last field ".unit", the unit given to ci_stat_project(). */
void ci_stat_project_add_unit(struct ci_stat_projection *projection);

/* RESULT's key. UNIT is ignored by a projection without that field. */
const struct ci_stat_key *ci_stat_project(struct ci_stat_projection *projection,
                                          const struct ci_bench_result *result, const char *unit);

/* All fields so far, groups in place, in the order of comparison. */
const struct ci_stat_field **ci_stat_project_fields(const struct ci_stat_projection *projection,
                                                    size_t *count);

/* KEY's value of FIELD, "" where it has none. */
const char *ci_stat_key_get(const struct ci_stat_key *key, const struct ci_stat_field *field);

/* The values that are not empty, joined with spaces. */
char *ci_stat_key_text(const struct ci_stat_projection *projection, const struct ci_stat_key *key);

void ci_stat_key_sort(const struct ci_stat_projection *projection, const struct ci_stat_key **keys,
                      size_t count);

#endif
