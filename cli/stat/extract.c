/* SPDX-License-Identifier: MIT */
/* extract.c - the values of keys of a benchmark result; see filter.h. */
#include "stat/filter.h"

#include <string.h>

/* Whether PART is `KEY=...`, KEY with its slash. */
static bool part_has_key(struct ci_bench_part part, const char *key)
{
    size_t len = strlen(key);
    return part.len > len && memcmp(part.text, key, len) == 0 && part.text[len] == '=';
}

static const char *extract_part(struct ci_pool *pool, const char *key, const char *name)
{
    size_t count, skip = strlen(key) + 1;
    struct ci_bench_part *parts = ci_benchfile_name_parts(pool, name, &count);
    if (count && parts[count - 1].text[0] == '-' && strcmp(key, "/gomaxprocs") == 0)
        return ci_pool_intern(pool, parts[count - 1].text + 1, parts[count - 1].len - 1);
    for (size_t i = 0; i < count; i++)
        if (part_has_key(parts[i], key))
            return ci_pool_intern(pool, parts[i].text + skip, parts[i].len - skip);
    return ci_pool_intern(pool, "", 0);
}

const char *ci_stat_extract(struct ci_pool *pool, const char *key,
                            const struct ci_bench_result *result)
{
    if (strcmp(key, ".fullname") == 0)
        return result->name;
    if (strcmp(key, ".name") == 0)
        return ci_pool_intern(pool, result->name, ci_benchfile_name_base(result->name));
    if (key[0] == '/')
        return extract_part(pool, key, result->name);
    const char *value = ci_benchfile_config(result, key);
    return ci_pool_intern(pool, value, strlen(value));
}

static bool is_excluded(struct ci_bench_part part, const char *const *excluded, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (excluded[i][0] == '/' && part_has_key(part, excluded[i]))
            return true;
        if (part.text[0] == '-' && strcmp(excluded[i], "/gomaxprocs") == 0)
            return true;
    }
    return false;
}

const char *ci_stat_extract_fullname(struct ci_pool *pool, const char *const *excluded,
                                     size_t count, const struct ci_bench_result *result)
{
    size_t part_count;
    if (count == 0)
        return result->name;
    const char *base = result->name;
    /* With a slash in it the base ends there; else parts are only -N, which the base leaves out. */
    size_t base_len = ci_benchfile_name_base(base);
    struct ci_bench_part *parts = ci_benchfile_name_parts(pool, base, &part_count);
    char *name = ci_pool_alloc(pool, 1, strlen(base) + 2), *out = name;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(excluded[i], ".name") == 0) {
            base = "*";
            base_len = 1;
        }
    }
    out = mempcpy(out, base, base_len);
    for (size_t i = 0; i < part_count; i++)
        if (!is_excluded(parts[i], excluded, count))
            out = mempcpy(out, parts[i].text, parts[i].len);
    return ci_pool_intern(pool, name, (size_t)(out - name));
}
