/* SPDX-License-Identifier: MIT */
/* profile.c - loads a profile from a file and finds the sample type that a user means. */
#include "profile/profile.h"
#include "base/input.h"
#include "profile/decode.h"
#include "profile/kind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * What a file may take in memory. gzip makes a thousandth of what repeats, and an empty message of
 * two bytes takes a hundred decoded: so its size alone bounds nothing. Real profiles are at most
 * some thirty times as large without gzip, and ten times more decoded.
 */
enum { INFLATE_FACTOR = 200, DECODE_FACTOR = 400 };
#define LEAST_ALLOWANCE ((size_t)64 << 20)
#define DECODE_LIMIT    ((size_t)16 << 30)

static size_t allow(size_t size, size_t factor, size_t limit)
{
    size_t allowance = size > limit / factor ? limit : size * factor;
    return allowance < LEAST_ALLOWANCE ? LEAST_ALLOWANCE : allowance;
}

static struct ci_profile *decode(const void *data, size_t size, size_t allowance,
                                 struct ci_error *error)
{
    struct ci_profile *profile = ci_profile_decode_raw(data, size, allowance, error);
    const char *kind = profile ? NULL : ci_kind_describe(data, size);
    if (kind)
        ci_error_set(error, "%s", kind);
    return profile;
}

struct ci_profile *ci_profile_decode(const void *data, size_t size, struct ci_error *error)
{
    if (size == 0) {
        ci_error_set(error, "the file is empty; was the program ended before it wrote a profile?");
        return NULL;
    }
    if (!ci_gzip_is(data, size))
        return decode(data, size, allow(size, DECODE_FACTOR, DECODE_LIMIT), error);
    struct ci_bytes raw;
    if (ci_gzip_inflate(data, size, allow(size, INFLATE_FACTOR, CI_INPUT_LIMIT), &raw, error))
        return NULL;
    struct ci_profile *profile =
        decode(raw.data, raw.size, allow(size, DECODE_FACTOR, DECODE_LIMIT), error);
    free(raw.data);
    return profile;
}

struct ci_profile *ci_profile_load(const char *path, struct ci_error *error)
{
    struct ci_bytes file;
    if (ci_input_read(path, &file, error))
        return NULL;
    struct ci_profile *profile = ci_profile_decode(file.data, file.size, error);
    free(file.data);
    return profile;
}

void ci_profile_destroy(struct ci_profile **profile)
{
    if (*profile)
        ci_pool_deinit(&(*profile)->pool);
    free(*profile);
    *profile = NULL;
}

int ci_profile_add_magnitudes(const struct ci_profile *profile, const struct ci_sample *sample,
                              uint64_t *sums, struct ci_error *error)
{
    const uint64_t largest = (uint64_t)1 << 62;
    for (size_t i = 0; i < profile->n_types; i++) {
        int64_t value = sample->values[i];
        uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
        if (magnitude > largest - sums[i])
            return ci_error_set(error,
                                "the values of '%s' add up to more than 2^62, beyond what can be "
                                "told exactly; record shorter runs",
                                profile->types[i].type);
        sums[i] += magnitude;
    }
    return 0;
}

static int find_default(const struct ci_profile *profile, size_t *index)
{
    *index = profile->n_types - 1;
    for (size_t i = profile->n_types; i-- > 0 && *profile->default_type;)
        if (strcmp(profile->types[i].type, profile->default_type) == 0)
            *index = i;
    return 0;
}

/* 'calls, time' for the error. */
static const char *list_types(const struct ci_profile *profile, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < profile->n_types; i++) {
        size_t length = strlen(text);
        const char *type = profile->types[i].type;
        if (length + strlen(type) + 3 > size)
            break;
        strcat(strcat(text, i ? ", " : ""), type);
    }
    return text;
}

int ci_profile_find_type(const struct ci_profile *profile, const char *name, size_t *index,
                         struct ci_error *error)
{
    if (profile->n_types == 0)
        return ci_error_set(error, "the profile has no sample types; record it again");
    if (!name || !*name)
        return find_default(profile, index);
    char *end;
    errno = 0;
    long long number = strtoll(name, &end, 10);
    if (*end == '\0' && !errno) {
        *index = (size_t)number;
        if (number < 0 || *index >= profile->n_types)
            return ci_error_set(error, "-sample_index=%s: the sample types are 0 to %zu", name,
                                profile->n_types - 1);
        return 0;
    }
    const char *short_name = strncmp(name, "inuse_", 6) == 0 ? name + 6 : name;
    for (size_t i = 0; i < profile->n_types; i++) {
        *index = i;
        const char *type = profile->types[i].type;
        if (strcmp(type, name) == 0 || strcmp(type, short_name) == 0)
            return 0;
    }
    char types[256];
    return ci_error_set(error, "-sample_index=%s: the sample types are %s", name,
                        list_types(profile, types, sizeof types));
}

bool ci_location_is_external(const struct ci_location *location)
{
    if (location->n_lines != 1 || location->lines[0].line != 0)
        return false;
    const struct ci_function *function = location->lines[0].function;
    return function->start_line == 0 && *function->name != '[' && !strchr(function->file, '/');
}

bool ci_profile_times_functions(const struct ci_profile *profile)
{
    bool is_time = false;
    for (size_t i = 0; i < profile->n_comments; i++) {
        is_time |= strstr(profile->comments[i], "mode time") != NULL;
        if (strncmp(profile->comments[i], "lines:", strlen("lines:")) == 0)
            return false;
    }
    return is_time;
}
