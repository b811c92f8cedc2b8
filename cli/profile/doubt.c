/* SPDX-License-Identifier: MIT */
/* doubt.c - reads the comments that doubt.h describes. */
#include "profile/doubt.h"
#include "profile/schema.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads a number and the text after it; NULL if they are not there. */
static const char *read_number(const char *at, const char *behind, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(at, &end, 10);
    size_t length = strlen(behind);
    if (end == at || errno || isspace((unsigned char)*at) || strncmp(end, behind, length) != 0)
        return NULL;
    return end + length;
}

/* "NAME (FILE): TOLD, LEAST to MOST". A file's name may have anything in it: its end is the last
 * that fits. */
static bool read_doubt(const char *text, struct ci_pool *pool, struct ci_doubt *doubt)
{
    const char *file = strstr(text, " ("), *end = NULL;
    for (const char *next = file; next && (next = strstr(next, "): ")); next++)
        end = next;
    if (!end)
        return false;
    const char *at = read_number(end + 3, ", ", &doubt->told);
    at = at ? read_number(at, " to ", &doubt->least) : NULL;
    if (!at)
        return false;
    doubt->most = INT64_MAX;
    if (strcmp(at, "unknown") != 0 && (!(at = read_number(at, "", &doubt->most)) || *at))
        return false;
    doubt->symbol = ci_pool_copy(pool, text, (size_t)(file - text));
    doubt->file = ci_pool_copy(pool, file + 2, (size_t)(end - file - 2));
    return doubt->least <= doubt->told && doubt->told <= doubt->most;
}

size_t ci_doubt_list(const struct ci_profile *profile, const char *what, struct ci_pool *pool,
                     struct ci_doubt **doubts)
{
    const char *start = ci_pool_format(pool, "# %s of ", what);
    const size_t length = strlen(start);
    size_t count = 0;
    *doubts = NULL;
    for (size_t i = 0; i < profile->n_comments; i++) {
        struct ci_doubt doubt;
        if (strncmp(profile->comments[i], start, length) != 0 ||
            !read_doubt(profile->comments[i] + length, pool, &doubt))
            continue;
        *doubts = ci_pool_grow(pool, *doubts, count, sizeof **doubts);
        (*doubts)[count++] = doubt;
    }
    return count;
}

int64_t ci_doubt_weight(const struct ci_value_type *type, bool vectors)
{
    static const struct {
        enum cinstr_call_measure measure;
        int64_t scalar, vector;
    } weights[] = {
        {CINSTR_CALL_INSTRUCTIONS, 1, 1}, /* of itself */
        {CINSTR_CALL_LOADS, 1, 16},       /* a gather of 16 elements */
        {CINSTR_CALL_STORES, 1, 16},
        {CINSTR_CALL_UPDATES, 1, 1},
        {CINSTR_CALL_LOAD_BYTES, 16, 64}, /* a long double; a whole register */
        {CINSTR_CALL_STORE_BYTES, 16, 64},
        {CINSTR_CALL_BRANCHES, 1, 1},
        {CINSTR_CALL_INDIRECT, 1, 1},
        {CINSTR_CALL_FLOPS, 2, 64}, /* a fused multiply-add, of 32 elements */
        {CINSTR_CALL_FLOPS_F32, 2, 32},
        {CINSTR_CALL_FLOPS_F64, 2, 16},
        {CINSTR_CALL_VECTOR, 0, 1},
        {CINSTR_CALL_DIVIDES, 1, 1},
        {CINSTR_CALL_ATOMICS, 1, 1},
        {CINSTR_CALL_SPILLS, 2, 2}, /* an update of a slot */
    };
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        if (strcmp(ci_schema_calls[weights[i].measure].type.type, type->type) == 0)
            return vectors ? weights[i].vector : weights[i].scalar;
    return 0;
}
