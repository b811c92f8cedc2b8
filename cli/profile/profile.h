/* SPDX-License-Identifier: MIT */
/*
 * profile.h - a pprof profile in memory, complete and checked.
 *
 * Every string, index and pointer of a loaded profile is valid, every sample has one value for each
 * sample type, and no string is NULL unless said so. All of it lives in the profile's pool, where
 * whoever changes the profile (filters, merges) takes new memory from as well.
 */
#ifndef CINSTR_CLI_PROFILE_PROFILE_H
#define CINSTR_CLI_PROFILE_PROFILE_H

#include "base/error.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ci_value_type {
    const char *type; /* "calls" */
    const char *unit; /* "count", "nanoseconds", "bytes" */
};

struct ci_label {
    const char *key;
    const char *text; /* NULL: the label is a number */
    int64_t number;
    const char *unit; /* of the number; "": not told */
};

struct ci_mapping {
    uint64_t start, limit, offset;
    const char *file, *build_id;
    bool has_functions, has_filenames, has_line_numbers, has_inline_frames;
};

struct ci_function {
    const char *name, *system_name, *file;
    int64_t start_line; /* 0: not known */
};

struct ci_line {
    struct ci_function *function;
    int64_t line, column; /* 0: not known */
};

struct ci_location {
    struct ci_mapping *mapping; /* NULL: none */
    uint64_t address;
    struct ci_line *lines; /* the innermost inlined call first */
    size_t n_lines;
    bool folded;
};

struct ci_sample {
    uint32_t *locations; /* indexes into the profile's locations, the leaf first */
    size_t n_locations;
    int64_t *values; /* one for each sample type */
    struct ci_label *labels;
    size_t n_labels;
};

struct ci_profile {
    struct ci_pool pool;
    struct ci_value_type *types;
    size_t n_types;
    const char *default_type; /* name of the type to show; "": the last */
    struct ci_sample *samples;
    size_t n_samples;
    struct ci_mapping *mappings; /* the first is the main program */
    size_t n_mappings;
    struct ci_location *locations;
    size_t n_locations;
    struct ci_function *functions;
    size_t n_functions;
    const char **comments;
    size_t n_comments;
    const char *drop_frames, *keep_frames; /* regular expressions; "": none */
    const char *doc_url;
    struct ci_value_type period_type; /* empty strings: none */
    int64_t period;
    int64_t time_nanos;     /* since 1970; 0: not known */
    int64_t duration_nanos; /* 0: not known */
};

/*
 * Loads the profile at PATH, gzip'd or raw. Returns it, for ci_profile_destroy, or NULL with the
 * error set: no such file, not a profile, cut off, or an entry that contradicts another.
 */
struct ci_profile *ci_profile_load(const char *path, struct ci_error *error);

/* The same from memory, which is free to change afterwards. */
struct ci_profile *ci_profile_decode(const void *data, size_t size, struct ci_error *error);

/* Releases the profile and sets the pointer to NULL. */
void ci_profile_destroy(struct ci_profile **profile);

/*
 * Finds the sample type to show: NAME is a type's name (an "inuse_" before it may be left out of
 * the profile's), an index in digits, or NULL for the profile's default. Returns 0 and sets INDEX,
 * or -1 with the error set.
 */
int ci_profile_find_type(const struct ci_profile *profile, const char *name, size_t *index,
                         struct ci_error *error);

/*
 * Whether the frame is of a function without probes, such as an allocator: nobody knows where it is
 * defined, so it has no line, and its file is the name of the library that it is in, if any.
 */
bool ci_location_is_external(const struct ci_location *location);

/*
 * Adds the magnitudes of a sample's values to the SUMS of its profile's types. Returns 0, or -1
 * with the error set when one gets beyond 2^62, half of the range of int64_t: so no sum of some of
 * a profile's values overflows, nor the difference of two such sums.
 */
int ci_profile_add_magnitudes(const struct ci_profile *profile, const struct ci_sample *sample,
                              uint64_t *sums, struct ci_error *error);

/*
 * Whether the time of a function stands on its first line: it was measured as a whole, as mode=time
 * without lines=on does.
 */
bool ci_profile_times_functions(const struct ci_profile *profile);

#endif
