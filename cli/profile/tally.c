/* SPDX-License-Identifier: MIT */
/* tally.c - sums a profile's samples up by their innermost frames. */
#include "profile/tally.h"
#include "base/status.h"
#include "profile/filter.h"
#include "base/input.h"
#include "profile/measure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct ci_profile *ci_tally_load(const char *path, struct ci_error *error, int *status)
{
    struct ci_bytes file;
    if (ci_input_read(path, &file, error)) {
        *status = error->status;
        return NULL;
    }
    *status = EXIT_USAGE;
    struct ci_profile *profile = ci_profile_decode(file.data, file.size, error);
    free(file.data);
    if (!profile)
        return NULL;
    ci_filter_names(profile);
    if (profile->n_types && ci_filter_drop_frames(profile, error) == 0)
        return profile;
    if (!profile->n_types)
        ci_error_set(error, "the profile has no sample types; record it again");
    ci_profile_destroy(&profile);
    return NULL;
}

static bool take_metrics(struct ci_tally *tally, const struct ci_profile *profile)
{
    if (!tally->metrics) {
        tally->metrics = profile->types;
        tally->n_metrics = profile->n_types;
        tally->totals = ci_pool_alloc(&tally->pool, profile->n_types, sizeof *tally->totals);
    }
    bool same = tally->n_metrics == profile->n_types;
    for (size_t i = 0; same && i < profile->n_types; i++)
        same = strcmp(tally->metrics[i].type, profile->types[i].type) == 0 &&
               strcmp(tally->metrics[i].unit, profile->types[i].unit) == 0;
    return same;
}

/* The frame that is LEVEL calls out of the sample's innermost one; NULL: there is none. */
static const struct ci_line *find_frame(const struct ci_profile *profile,
                                        const struct ci_sample *sample, size_t level)
{
    for (size_t i = 0; i < sample->n_locations; i++) {
        const struct ci_location *location = &profile->locations[sample->locations[i]];
        if (level < location->n_lines)
            return &location->lines[level];
        level -= location->n_lines;
    }
    return NULL;
}

/*
 * The name without the suffix that GCC gives to copies and parts of a function. Whether GCC makes
 * such a copy can change with the smallest edit of the source.
 */
static const char *cut_clone(struct ci_pool *pool, const char *name)
{
    static const char *const kinds[] = {".constprop.", ".isra.", ".part.", ".cold", ".lto_priv."};
    const char *end = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *found = strstr(name, kinds[i]);
        if (found > name && (!end || found < end))
            end = found;
    }
    return end ? ci_pool_copy(pool, name, (size_t)(end - name)) : name;
}

/* A sample's row, without its values. */
static struct ci_tally_row describe(struct ci_tally *tally, const struct ci_profile *profile,
                                    const struct ci_sample *sample)
{
    const struct ci_line *leaf = find_frame(profile, sample, 0);
    if (!leaf) {
        uint64_t address =
            sample->n_locations ? profile->locations[sample->locations[0]].address : 0;
        const char *name = ci_pool_format(&tally->pool, "0x%" PRIx64, address);
        return (struct ci_tally_row){.name = name, .symbol = name, .file = ""};
    }
    const struct ci_function *function = leaf->function;
    const char *symbol = *function->system_name ? function->system_name : function->name;
    struct ci_tally_row row = {.name = cut_clone(&tally->pool, function->name),
                               .symbol = cut_clone(&tally->pool, symbol),
                               .file = function->file,
                               .start_line = function->start_line,
                               .line = function->start_line};
    const struct ci_line *outer = find_frame(profile, sample, 1);
    if (tally->by == CI_TALLY_LINE)
        row.line = leaf->line;
    if (tally->by == CI_TALLY_CALL && outer) {
        row.caller = cut_clone(&tally->pool, outer->function->name);
        row.caller_file = outer->function->file;
        row.line = outer->line;
    }
    return row;
}

static struct ci_tally_row *find_row(struct ci_tally *tally, const struct ci_tally_row *row)
{
    struct ci_key *key = &tally->key;
    ci_key_clear(key);
    ci_key_add_text(key, row->symbol);
    ci_key_add_text(key, row->file);
    ci_key_add_number(key, tally->by == CI_TALLY_LINE ? row->line : 0);
    if (row->caller) {
        ci_key_add_text(key, row->caller);
        ci_key_add_text(key, row->caller_file);
    }
    size_t number = ci_bytemap_add_key(&tally->map, &tally->pool, key);
    if (number == tally->n_rows) {
        tally->rows = ci_pool_grow(&tally->pool, tally->rows, number, sizeof *tally->rows);
        tally->rows[number] = *row;
        tally->rows[number].values =
            ci_pool_alloc(&tally->pool, tally->n_metrics, sizeof *row->values);
        tally->n_rows++;
    }
    return &tally->rows[number];
}

bool ci_tally_add(struct ci_tally *tally, const struct ci_profile *profile)
{
    if (!take_metrics(tally, profile))
        return false;
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        struct ci_tally_row key = describe(tally, profile, sample);
        struct ci_tally_row *row = find_row(tally, &key);
        for (size_t j = 0; j < tally->n_metrics; j++) {
            row->values[j] = ci_measure_add(row->values[j], sample->values[j]);
            tally->totals[j] = ci_measure_add(tally->totals[j], sample->values[j]);
        }
    }
    return true;
}

void ci_tally_deinit(struct ci_tally *tally)
{
    ci_key_deinit(&tally->key);
    ci_pool_deinit(&tally->pool);
}

int64_t ci_tally_growth(int64_t base, int64_t new)
{
    return (int64_t)((uint64_t) new - (uint64_t)base);
}
