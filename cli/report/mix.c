/* SPDX-License-Identifier: MIT */
/* mix.c - sums up what functions do themselves. */
#include "report/mix.h"
#include "base/map.h"
#include "base/status.h"
#include "profile/doubt.h"
#include "tree/sums.h"

#include <math.h>
#include <string.h>

bool ci_mix_is_kind(enum cinstr_call_measure measure)
{
    return measure >= CINSTR_CALL_MIX;
}

int64_t ci_mix_bytes(const struct ci_mix_row *row)
{
    return ci_measure_add(row->own[CINSTR_CALL_LOAD_BYTES], row->own[CINSTR_CALL_STORE_BYTES]);
}

double ci_mix_intensity(const struct ci_mix_row *row)
{
    int64_t bytes = ci_mix_bytes(row);
    return bytes > 0 ? (double)row->own[CINSTR_CALL_FLOPS] / (double)bytes : -1;
}

static int check(const struct ci_mix *mix, struct ci_error *error)
{
    bool any = false;
    for (int i = 0; i < CINSTR_CALL_COUNT; i++)
        any |= mix->has[i] && ci_mix_is_kind(i);
    if (any)
        return 0;
    ci_error_set(error, "the profile has no instruction mix; build the program with "
                        "-fplugin-arg-cinstr-mode=count -fplugin-arg-cinstr-mix=on");
    error->status = EXIT_NO_DATA;
    return -1;
}

static void add_row(struct ci_mix *mix, const char *name, const int64_t *own)
{
    struct ci_mix_row row = {.name = name};
    bool any = false;
    for (int i = 0; i < CINSTR_CALL_COUNT; i++) {
        if (!mix->has[i])
            continue;
        row.own[i] = own[mix->types[i]];
        any |= row.own[i] && (ci_mix_is_kind(i) || i == CINSTR_CALL_INSTRUCTIONS);
    }
    if (!any)
        return;
    mix->rows = ci_pool_grow(&mix->pool, mix->rows, mix->count, sizeof *mix->rows);
    mix->rows[mix->count++] = row;
}

static void add_functions(struct ci_mix *mix, const struct ci_profile *profile)
{
    struct ci_tree tree;
    struct ci_sums sums;
    ci_tree_build(&tree, profile, NULL);
    ci_sums_init(&sums, &tree);
    for (size_t i = 0; i < tree.n_functions; i++) {
        const char *name = tree.functions[i].name;
        add_row(mix, ci_pool_copy(&mix->pool, name, strlen(name)), sums.functions[i].own);
    }
    ci_sums_deinit(&sums);
    ci_tree_deinit(&tree);
}

static void add_body(struct ci_mix *mix, const struct ci_profile *profile,
                     const struct ci_sample *sample, struct ci_bytemap *names)
{
    const struct ci_location *location = &profile->locations[sample->locations[0]];
    const char *name = location->lines[location->n_lines - 1].function->name;
    size_t row = ci_bytemap_add(names, &mix->pool, name, strlen(name));
    if (row == mix->count) {
        mix->rows = ci_pool_grow(&mix->pool, mix->rows, mix->count, sizeof *mix->rows);
        mix->rows[mix->count++] = (struct ci_mix_row){.name = name};
    }
    int64_t *own = mix->rows[row].own;
    for (int i = 0; i < CINSTR_CALL_COUNT; i++)
        if (mix->has[i] && (i != CINSTR_CALL_CALLS || location->n_lines == 1))
            own[i] = ci_measure_add(own[i], sample->values[mix->types[i]]);
}

static void add_bodies(struct ci_mix *mix, const struct ci_profile *profile)
{
    struct ci_bytemap names = {0};
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        if (sample->n_locations && profile->locations[sample->locations[0]].n_lines)
            add_body(mix, profile, sample, &names);
    }
}

/* How far the body's instructions may be off, as a part of what is told. */
static double part_of(const struct ci_doubt *doubt)
{
    if (doubt->most == INT64_MAX || doubt->told == 0)
        return INFINITY;
    double less = (double)doubt->told - (double)doubt->least;
    double more = (double)doubt->most - (double)doubt->told;
    return fmax(less, more) / (double)doubt->told;
}

/* The same of the function that the location's code is compiled into. */
static double doubt_of(const struct ci_location *location, const struct ci_doubt *doubts,
                       size_t count)
{
    const struct ci_function *body = location->lines[location->n_lines - 1].function;
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(doubts[i].symbol, body->system_name) == 0)
            most = fmax(most, part_of(&doubts[i]));
    return most;
}

/*
 * Doubts are those of bodies. Code that was inlined into one is as uncertain, and counts for the
 * function that it comes from.
 */
static void add_doubts(struct ci_mix *mix, const struct ci_profile *profile, enum ci_mix_by by)
{
    struct ci_doubt *doubts;
    struct ci_bytemap names = {0};
    size_t n_doubts = ci_doubt_list(profile, "instructions", &mix->pool, &doubts);
    for (size_t i = 0; i < mix->count; i++)
        ci_bytemap_add(&names, &mix->pool, mix->rows[i].name, strlen(mix->rows[i].name));
    for (size_t i = 0; i < profile->n_locations && n_doubts; i++) {
        const struct ci_location *location = &profile->locations[i];
        if (location->n_lines == 0)
            continue;
        size_t frame = by == CI_MIX_BODIES ? location->n_lines - 1 : 0;
        const char *name = location->lines[frame].function->name;
        size_t row = ci_bytemap_find(&names, name, strlen(name));
        if (row != CI_MAP_NONE)
            mix->rows[row].doubt = fmax(mix->rows[row].doubt, doubt_of(location, doubts, n_doubts));
    }
}

void ci_mix_sum(struct ci_mix *mix, const struct ci_profile *profile, enum ci_mix_by by)
{
    *mix = (struct ci_mix){.count = 0};
    for (int i = 0; i < CINSTR_CALL_COUNT; i++) {
        mix->types[i] = ci_schema_find_call(profile, i);
        mix->has[i] = mix->types[i] >= 0;
    }
    if (by == CI_MIX_BODIES)
        add_bodies(mix, profile);
    else
        add_functions(mix, profile);
    add_doubts(mix, profile, by);
}

int ci_mix_init(struct ci_mix *mix, const struct ci_report *report, enum ci_mix_by by)
{
    struct ci_error error;
    ci_mix_sum(mix, report->profile, by);
    return check(mix, &error) ? ci_error_print(report->options->file, &error) : 0;
}

void ci_mix_deinit(struct ci_mix *mix)
{
    ci_pool_deinit(&mix->pool);
}
