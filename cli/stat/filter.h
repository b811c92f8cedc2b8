/* SPDX-License-Identifier: MIT */
/*
 * filter.h - filter expressions over benchmark results, such as `.name:Copy /size:(4k OR 8k)`,
 * and the keys that they and projections share:
 *
 *   .name      the name before its parts     /KEY       the value of part /KEY=... of the name;
 *   .fullname  the whole name                           /gomaxprocs is -N too
 *   .unit      (filters) a single value      .file      the input's label
 *   .config    (projections) all KEYs        KEY        the value of a `KEY: value` line
 */
#ifndef CINSTR_CLI_STAT_FILTER_H
#define CINSTR_CLI_STAT_FILTER_H

#include "stat/benchfile.h"

struct ci_stat_filter; /* opaque; the pool's */

/* Parses QUERY; NULL, and in *ERROR the reason, where it is malformed. */
struct ci_stat_filter *ci_stat_filter_parse(struct ci_pool *pool, const char *query, char **error);

/* Makes FILTER also require that ".fullname" or a key of a name or file has one of VALUES. */
void ci_stat_filter_require(struct ci_pool *pool, struct ci_stat_filter *filter, const char *key,
                            const char *const *values, size_t count);

/* Removes the values that do not match from RESULT; true where one is left. */
bool ci_stat_filter_apply(const struct ci_stat_filter *filter, struct ci_pool *pool,
                          struct ci_bench_result *result);

/* Frees what is not the pool's. NULL is fine. */
void ci_stat_filter_deinit(struct ci_stat_filter *filter);

/* The interned value of KEY, which is none of .config and .unit; "" where RESULT has none. */
const char *ci_stat_extract(struct ci_pool *pool, const char *key,
                            const struct ci_bench_result *result);

/*
 * The interned full name without the parts named by the COUNT keys of EXCLUDED; ".name" makes the
 * base "*", other keys that start with no slash are ignored.
 */
const char *ci_stat_extract_fullname(struct ci_pool *pool, const char *const *excluded,
                                     size_t count, const struct ci_bench_result *result);

#endif
