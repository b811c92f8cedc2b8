/* SPDX-License-Identifier: MIT */
/* match.c - pairs rows whose keys are unique on both sides, using shorter and shorter keys. */
#include "profile/match.h"

#include <string.h>

/* More directories than this at the end of a path make no difference. */
enum { LEVELS_MAX = 12 };

/* What is not yet matched on one side. */
struct side {
    const struct ci_tally *tally;
    bool *done; /* of each row */
};

/* A key's rows on both sides; the last one of each. */
struct meeting {
    size_t rows[2], counts[2];
};

/* Writes the key of a row. Returns false when rows like it have none. */
typedef bool (*set_key_t)(struct ci_key *key, const struct ci_tally *tally,
                          const struct ci_tally_row *row, int level);

/* The last LEVEL parts of the path. */
static const char *cut_path(const char *path, int level)
{
    const char *start = path + strlen(path);
    for (; start > path && level > 0; start--)
        if (start[-1] == '/' && --level == 0)
            break;
    return start;
}

static bool set_function_key(struct ci_key *key, const struct ci_tally *tally,
                             const struct ci_tally_row *row, int level)
{
    ci_key_clear(key);
    ci_key_add_text(key, row->symbol);
    ci_key_add_text(key, level > LEVELS_MAX ? row->file : cut_path(row->file, level));
    ci_key_add_number(key,
                      tally->by == CI_TALLY_LINE ? ci_tally_growth(row->start_line, row->line) : 0);
    if (row->caller) {
        ci_key_add_text(key, row->caller);
        ci_key_add_text(key,
                        level > LEVELS_MAX ? row->caller_file : cut_path(row->caller_file, level));
    }
    return true;
}

/* For renamed functions: the file's name and all values, if there is one. */
static bool set_values_key(struct ci_key *key, const struct ci_tally *tally,
                           const struct ci_tally_row *row, int level)
{
    bool any = false;
    ci_key_clear(key);
    ci_key_add_text(key, cut_path(row->file, level));
    for (size_t i = 0; i < tally->n_metrics; i++) {
        ci_key_add_number(key, row->values[i]);
        any |= row->values[i] != 0;
    }
    return any && *row->file;
}

static struct ci_pair *add_pair(struct ci_match *match, const struct ci_tally_row *base,
                                const struct ci_tally_row *new)
{
    match->pairs = ci_pool_grow(&match->pool, match->pairs, match->n_pairs, sizeof *match->pairs);
    struct ci_pair *pair = &match->pairs[match->n_pairs++];
    *pair = (struct ci_pair){base, new, false};
    return pair;
}

/* Pairs rows that are left on both sides and whose key is unique on each. */
static void pair_unique(struct ci_match *match, struct side sides[2], set_key_t set_key, int level,
                        bool renamed)
{
    struct ci_pool scratch = {0};
    struct ci_bytemap map = {0};
    struct ci_key key = {0};
    size_t room = sides[0].tally->n_rows + sides[1].tally->n_rows;
    struct meeting *meetings = ci_pool_alloc(&scratch, room, sizeof *meetings);
    for (int i = 0; i < 2; i++)
        for (size_t j = 0; j < sides[i].tally->n_rows; j++) {
            if (sides[i].done[j] || !set_key(&key, sides[i].tally, &sides[i].tally->rows[j], level))
                continue;
            struct meeting *meeting = &meetings[ci_bytemap_add_key(&map, &scratch, &key)];
            meeting->rows[i] = j;
            meeting->counts[i]++;
        }
    for (size_t i = 0; i < map.map.count; i++) {
        const struct meeting *meeting = &meetings[i];
        if (meeting->counts[0] != 1 || meeting->counts[1] != 1)
            continue;
        const struct ci_tally_row *base = &sides[0].tally->rows[meeting->rows[0]];
        add_pair(match, base, &sides[1].tally->rows[meeting->rows[1]])->renamed = renamed;
        sides[0].done[meeting->rows[0]] = sides[1].done[meeting->rows[1]] = true;
    }
    ci_key_deinit(&key);
    ci_pool_deinit(&scratch);
}

static void add_rest(struct ci_match *match, const struct side *side, bool is_new)
{
    for (size_t i = 0; i < side->tally->n_rows; i++) {
        const struct ci_tally_row *row = &side->tally->rows[i];
        if (!side->done[i])
            add_pair(match, is_new ? NULL : row, is_new ? row : NULL);
    }
}

static int find_metric(const struct ci_tally *tally, const struct ci_value_type *type)
{
    for (size_t i = 0; i < tally->n_metrics; i++)
        if (strcmp(tally->metrics[i].type, type->type) == 0 &&
            strcmp(tally->metrics[i].unit, type->unit) == 0)
            return (int)i;
    return -1;
}

static void match_metrics(struct ci_match *match)
{
    size_t room = match->base->n_metrics + match->new->n_metrics;
    match->metrics = ci_pool_alloc(&match->pool, room, sizeof *match->metrics);
    for (size_t i = 0; i < match->base->n_metrics; i++) {
        const struct ci_value_type *type = &match->base->metrics[i];
        struct ci_metric metric = {*type, (int)i, find_metric(match->new, type)};
        match->metrics[match->n_metrics++] = metric;
        match->n_common += metric.new >= 0;
    }
    for (size_t i = 0; i < match->new->n_metrics; i++) {
        const struct ci_value_type *type = &match->new->metrics[i];
        if (find_metric(match->base, type) < 0)
            match->metrics[match->n_metrics++] = (struct ci_metric){*type, -1, (int)i};
    }
}

/* Whether the rows' values are of the same metrics in the same order. */
static bool same_metrics(const struct ci_match *match)
{
    for (size_t i = 0; i < match->n_metrics; i++)
        if (match->metrics[i].base != match->metrics[i].new)
            return false;
    return true;
}

void ci_match_init(struct ci_match *match, const struct ci_tally *base, const struct ci_tally *new,
                   bool renames)
{
    *match = (struct ci_match){.base = base, .new = new};
    match_metrics(match);
    struct side sides[2] = {
        {base, ci_pool_alloc(&match->pool, base->n_rows, sizeof(bool))},
        {new, ci_pool_alloc(&match->pool, new->n_rows, sizeof(bool))},
    };
    for (int level = LEVELS_MAX + 1; level >= 0; level--)
        pair_unique(match, sides, set_function_key, level, false);
    if (renames && same_metrics(match))
        pair_unique(match, sides, set_values_key, 1, true);
    add_rest(match, &sides[0], false);
    add_rest(match, &sides[1], true);
}

void ci_match_deinit(struct ci_match *match)
{
    ci_pool_deinit(&match->pool);
}

int64_t ci_match_base(const struct ci_pair *pair, const struct ci_metric *metric)
{
    return pair->base && metric->base >= 0 ? pair->base->values[metric->base] : 0;
}

int64_t ci_match_new(const struct ci_pair *pair, const struct ci_metric *metric)
{
    return pair->new && metric->new >= 0 ? pair->new->values[metric->new] : 0;
}

const struct ci_tally_row *ci_match_row(const struct ci_pair *pair)
{
    return pair->new ? pair->new : pair->base;
}
