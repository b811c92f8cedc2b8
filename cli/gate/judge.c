/* SPDX-License-Identifier: MIT */
/* judge.c - one profile against its base: totals, functions, and where a growth comes from. */
#include "base/map.h"
#include "base/status.h"
#include "common/about.h"
#include "gate/gate.h"
#include "profile/doubt.h"
#include "profile/measure.h"
#include "profile/schema.h"

#include <stdlib.h>
#include <string.h>

/* The first mode and compiler of A that B lacks; NULL: there is none. */
static const char *find_unlike(const struct ci_profile *a, const struct ci_profile *b)
{
    for (size_t i = 0; i < a->n_comments; i++) {
        const char *mode = ci_about_read(a->comments[i]);
        bool found = !mode;
        for (size_t j = 0; j < b->n_comments && !found; j++) {
            const char *other = ci_about_read(b->comments[j]);
            found = other && strcmp(mode, other) == 0;
        }
        if (!found)
            return mode;
    }
    return NULL;
}

/* Whether the profiles say that they have the same modes and compilers; complains if not. A sum of
 * profiles may have several such comments, profiles of other programs have none. */
static bool check_alike(struct ci_gate *gate, const char *name,
                        struct ci_profile *const profiles[2])
{
    const char *base = find_unlike(profiles[0], profiles[1]);
    const char *new = find_unlike(profiles[1], profiles[0]);
    if (!base && !new)
        return true;
    struct ci_error error;
    if (base && new)
        ci_error_set(&error, "the base is of %s, the new profile of %s; build alike, or --update",
                     base, new);
    else if (new)
        ci_error_set(&error, "the new profile is of %s, the base is not; build alike, or --update",
                     new);
    else
        ci_error_set(&error, "the base is of %s, the new profile is not; build alike, or --update",
                     base);
    ci_gate_complain(gate, EXIT_UNLIKE, name, error.text);
    return false;
}

enum { CAUSES_MAX = 5 }; /* of a total's growth; the rest is in 'cinstr diff' */

/* A function some of whose code is inlined into a body whose instructions are not certain. */
struct doubted_part {
    const char *symbol;           /* of the function, of the profile */
    const struct ci_doubt *doubt; /* of the body */
};

/* A profile and its base while they are judged. */
struct trial {
    struct ci_gate *gate;
    const char *name;
    struct ci_profile *profiles[2]; /* base and new */
    struct ci_tally functions[2], calls[2];
    struct ci_match by_function, by_call;
    struct ci_doubt *doubts[2]; /* what they say is not certain; from the gate's pool */
    size_t n_doubts[2];
    struct doubted_part *parts[2]; /* the same */
    size_t n_parts[2];
};

/* A value and what it may be at least and at most. */
struct range {
    int64_t told, least, most;
};

static const char *keep(struct trial *trial, const char *text)
{
    return ci_pool_copy(&trial->gate->pool, text, strlen(text));
}

static struct ci_finding *add_finding(struct ci_gate *gate, const struct ci_finding *finding)
{
    gate->findings =
        ci_pool_grow(&gate->pool, gate->findings, gate->n_findings, sizeof *gate->findings);
    gate->findings[gate->n_findings] = *finding;
    return &gate->findings[gate->n_findings++];
}

void ci_gate_note_profile(struct ci_gate *gate, const char *name, enum ci_verdict verdict)
{
    struct ci_finding finding = {.verdict = verdict, .unit = "", .name = "profile"};
    finding.profile = ci_pool_copy(&gate->pool, name, strlen(name));
    add_finding(gate, &finding);
}

/* The sum, at most the greatest and at least the smallest number. */
static int64_t add_clamped(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? (b > 0 ? INT64_MAX : INT64_MIN) : sum;
}

/* Whether the side has vector instructions, or may have. */
static bool has_vectors(const struct trial *trial, int side)
{
    int vector = ci_schema_find_call(trial->profiles[side], CINSTR_CALL_VECTOR);
    return vector < 0 || trial->functions[side].totals[vector] != 0;
}

/* WEIGHT times what A is more than B, at most the greatest number. */
static int64_t weigh(int64_t a, int64_t b, int64_t weight)
{
    int64_t result;
    bool beyond = __builtin_sub_overflow(a, b, &result);
    return beyond || __builtin_mul_overflow(result, weight, &result) ? INT64_MAX : result;
}

/* Whether the symbol is the function's, or that of a copy or part that GCC made of it. */
static bool is_of_function(const char *symbol, const char *function)
{
    size_t length = strlen(function);
    return strncmp(symbol, function, length) == 0 && (!symbol[length] || symbol[length] == '.');
}

/* Finds the functions that are inlined into the body of a doubt, each once. */
static void find_parts(struct trial *trial, int side, const struct ci_doubt *doubt)
{
    const struct ci_profile *profile = trial->profiles[side];
    struct ci_pool *pool = &trial->gate->pool;
    struct ci_bytemap found = {0};
    for (size_t i = 0; i < profile->n_locations; i++) {
        const struct ci_location *location = &profile->locations[i];
        if (location->n_lines < 2 ||
            strcmp(location->lines[location->n_lines - 1].function->system_name, doubt->symbol))
            continue;
        const struct ci_function *function = location->lines[0].function;
        const char *symbol = *function->system_name ? function->system_name : function->name;
        size_t count = found.map.count;
        if (ci_bytemap_add(&found, pool, symbol, strlen(symbol)) < count ||
            is_of_function(doubt->symbol, symbol))
            continue;
        trial->parts[side] = ci_pool_grow(pool, trial->parts[side], trial->n_parts[side],
                                          sizeof *trial->parts[side]);
        trial->parts[side][trial->n_parts[side]++] = (struct doubted_part){symbol, doubt};
    }
}

static void widen(struct range *range, const struct ci_doubt *doubt, int64_t weight)
{
    int64_t less = weigh(doubt->told, doubt->least, weight);
    int64_t more = doubt->most == INT64_MAX ? INT64_MAX : weigh(doubt->most, doubt->told, weight);
    range->least = add_clamped(range->least, -less);
    range->most = add_clamped(range->most, more);
}

/* A value of one side and how far it may be off: that of a function, or of all with NULL. */
static struct range range_of(const struct trial *trial, int side, const struct ci_metric *metric,
                             const char *symbol, int64_t told)
{
    struct range range = {told, told, told};
    int64_t weight = ci_doubt_weight(&metric->type, has_vectors(trial, side));
    if (trial->gate->judge_uncertain || weight == 0)
        return range;
    for (size_t i = 0; i < trial->n_doubts[side]; i++)
        if (!symbol || is_of_function(trial->doubts[side][i].symbol, symbol))
            widen(&range, &trial->doubts[side][i], weight);
    for (size_t i = 0; i < trial->n_parts[side] && symbol; i++)
        if (is_of_function(trial->parts[side][i].symbol, symbol))
            widen(&range, trial->parts[side][i].doubt, weight);
    return range;
}

static enum ci_verdict judge(const struct ci_limit *limit, const struct ci_value_type *metric,
                             int64_t base, int64_t new, bool *by_absolute)
{
    *by_absolute = false;
    if (!limit)
        return CI_VERDICT_PASS;
    double growth = (double)new - (double)base;
    if (limit->relative == 0) /* exactly, also where doubles are too coarse */
        growth = new > base ? 1 : new < base ? -1 : 0;
    double allowed = limit->relative * (double)ci_measure_abs(base);
    if ((base == 0 && new > 0) || growth > allowed)
        return CI_VERDICT_REGRESSION;
    *by_absolute = limit->has_absolute && (double)new > ci_limit_absolute(limit, metric);
    if (*by_absolute)
        return CI_VERDICT_REGRESSION;
    return -growth > allowed ? CI_VERDICT_IMPROVED : CI_VERDICT_PASS;
}

/* A verdict that holds for every value in the ranges; where none does, the finding passes and is
 * marked. */
static void judge_ranges(struct ci_finding *finding, const struct ci_value_type *metric,
                         struct range base, struct range new)
{
    bool absolute;
    finding->verdict = judge(finding->limit, metric, base.told, new.told, &finding->by_absolute);
    if (finding->verdict == CI_VERDICT_REGRESSION)
        finding->uncertain =
            judge(finding->limit, metric, base.most, new.least, &absolute) != finding->verdict;
    if (finding->verdict == CI_VERDICT_IMPROVED)
        finding->uncertain =
            judge(finding->limit, metric, base.least, new.most, &absolute) != finding->verdict;
    if (finding->uncertain)
        finding->verdict = CI_VERDICT_PASS;
}

/* The only doubt of a side about a function; NULL: it has none, or several functions of that name.
 */
static const struct ci_doubt *find_only(const struct trial *trial, int side,
                                        const struct ci_doubt *wanted)
{
    const struct ci_doubt *found = NULL;
    for (size_t i = 0; i < trial->n_doubts[side]; i++) {
        const struct ci_doubt *doubt = &trial->doubts[side][i];
        if (strcmp(doubt->symbol, wanted->symbol) || strcmp(doubt->file, wanted->file))
            continue;
        if (found)
            return NULL;
        found = doubt;
    }
    return found;
}

/* The doubt of the other side about the same function; NULL. */
static const struct ci_doubt *find_other(const struct trial *trial, int side,
                                         const struct ci_doubt *doubt)
{
    return find_only(trial, side, doubt) ? find_only(trial, !side, doubt) : NULL;
}

/* By how much a function in doubt on both sides has grown at least. One of which nobody knows how
 * many instructions it had at most is taken not to have shrunk if it did not by what is told. */
static int64_t least_growth(const struct ci_doubt *before, const struct ci_doubt *after)
{
    if (before->most == INT64_MAX)
        return after->told >= before->told ? 0 : INT64_MIN;
    return add_clamped(after->least, -before->most);
}

/* The same of the functions that are in doubt on no side or on one, and of all together. */
static int64_t least_growth_of_all(const struct trial *trial, int64_t base, int64_t new)
{
    struct range ranges[2] = {{base, base, base}, {new, new, new}};
    int64_t growth = 0;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < trial->n_doubts[side]; i++) {
            const struct ci_doubt *doubt = &trial->doubts[side][i];
            const struct ci_doubt *other = find_other(trial, side, doubt);
            if (!other) {
                widen(&ranges[side], doubt, 1);
                continue;
            }
            ranges[side].least = add_clamped(ranges[side].least, -doubt->told);
            ranges[side].most = add_clamped(ranges[side].most, -doubt->told);
            if (side == 0)
                growth = add_clamped(growth, least_growth(doubt, other));
        }
    return add_clamped(growth, add_clamped(ranges[1].least, -ranges[0].most));
}

/*
 * Where it is not certain that the total has grown, as one function's instructions may be anything:
 * whether the others alone have grown by more than the limit allows. Of the instruction mix this is
 * not known, as a doubt is about instructions.
 */
static void judge_rest(const struct trial *trial, const struct ci_metric *metric,
                       struct ci_finding *finding)
{
    bool of_instructions =
        strcmp(metric->type.type, ci_schema_calls[CINSTR_CALL_INSTRUCTIONS].type.type) == 0;
    bool by_absolute;
    if (!of_instructions || judge(finding->limit, &metric->type, finding->base, finding->new,
                                  &by_absolute) != CI_VERDICT_REGRESSION)
        return;
    double allowed = finding->limit->relative * (double)ci_measure_abs(finding->base);
    if (by_absolute || (double)least_growth_of_all(trial, finding->base, finding->new) <= allowed)
        return;
    finding->verdict = CI_VERDICT_REGRESSION;
    finding->uncertain = false;
}

/* The call of a function that has grown most, for the cause. */
static void find_caller(struct trial *trial, const struct ci_metric *metric,
                        const struct ci_tally_row *function, struct ci_cause *cause)
{
    int64_t most = 0;
    for (size_t i = 0; i < trial->by_call.n_pairs; i++) {
        const struct ci_pair *pair = &trial->by_call.pairs[i];
        const struct ci_tally_row *row = pair->new;
        if (!row || !row->caller || strcmp(row->symbol, function->symbol) ||
            strcmp(row->file, function->file))
            continue;
        int64_t growth = ci_tally_growth(ci_match_base(pair, metric), row->values[metric->new]);
        if (growth <= most)
            continue;
        most = growth;
        cause->caller = keep(trial, row->caller);
        cause->caller_file = keep(trial, row->caller_file);
        cause->caller_line = row->line;
    }
}

static struct ci_cause make_cause(struct trial *trial, const struct ci_metric *metric,
                                  const struct ci_pair *pair)
{
    const struct ci_tally_row *row = ci_match_row(pair);
    struct ci_cause cause = {.name = keep(trial, row->name),
                             .file = keep(trial, row->file),
                             .line = row->line,
                             .base = ci_match_base(pair, metric),
                             .new = ci_match_new(pair, metric)};
    if (strcmp(metric->type.type, ci_schema_calls[CINSTR_CALL_CALLS].type.type) == 0 && pair->new)
        find_caller(trial, metric, row, &cause);
    return cause;
}

/* Puts the pair among the PAIRS that have grown most; equals stay in their order. */
static void insert_growth(const struct ci_pair **pairs, size_t *count,
                          const struct ci_metric *metric, const struct ci_pair *pair)
{
    int64_t growth = ci_tally_growth(ci_match_base(pair, metric), ci_match_new(pair, metric));
    if (growth <= 0)
        return;
    size_t place = *count;
    for (; place > 0; place--) {
        const struct ci_pair *before = pairs[place - 1];
        if (ci_tally_growth(ci_match_base(before, metric), ci_match_new(before, metric)) >= growth)
            break;
        if (place < CAUSES_MAX)
            pairs[place] = before;
    }
    if (place < CAUSES_MAX)
        pairs[place] = pair;
    *count += *count < CAUSES_MAX;
}

static void find_causes(struct trial *trial, const struct ci_metric *metric,
                        struct ci_finding *finding)
{
    const struct ci_pair *pairs[CAUSES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < trial->by_function.n_pairs; i++)
        insert_growth(pairs, &count, metric, &trial->by_function.pairs[i]);
    finding->causes = ci_pool_alloc(&trial->gate->pool, count, sizeof *finding->causes);
    finding->n_causes = count;
    for (size_t i = 0; i < count; i++)
        finding->causes[i] = make_cause(trial, metric, pairs[i]);
}

static void judge_total(struct trial *trial, const struct ci_metric *metric)
{
    struct ci_gate *gate = trial->gate;
    struct ci_finding finding = {.profile = trial->name,
                                 .metric = keep(trial, metric->type.type),
                                 .unit = keep(trial, metric->type.unit),
                                 .is_total = true,
                                 .name = "total"};
    finding.limit = ci_limit_find(gate, &metric->type, NULL);
    if (metric->base >= 0)
        finding.base = trial->functions[0].totals[metric->base];
    if (metric->new >= 0)
        finding.new = trial->functions[1].totals[metric->new];
    if (metric->base < 0) {
        finding.verdict = CI_VERDICT_NEW;
    } else if (metric->new < 0) {
        finding.verdict = CI_VERDICT_MISSING;
    } else {
        judge_ranges(&finding, &metric->type, range_of(trial, 0, metric, NULL, finding.base),
                     range_of(trial, 1, metric, NULL, finding.new));
        if (finding.uncertain)
            judge_rest(trial, metric, &finding);
        gate->judged += finding.limit != NULL;
    }
    if (finding.verdict == CI_VERDICT_REGRESSION)
        find_causes(trial, metric, &finding);
    add_finding(gate, &finding);
}

static void judge_function(struct trial *trial, const struct ci_metric *metric,
                           const struct ci_pair *pair)
{
    struct ci_gate *gate = trial->gate;
    const char *name = ci_match_row(pair)->name;
    const struct ci_limit *limit = ci_limit_find(gate, &metric->type, name);
    if (!limit && pair->base && strcmp(pair->base->name, name) != 0)
        limit = ci_limit_find(gate, &metric->type, pair->base->name);
    if (!limit)
        return;
    struct ci_finding finding = {.profile = trial->name,
                                 .metric = keep(trial, metric->type.type),
                                 .unit = keep(trial, metric->type.unit),
                                 .limit = limit,
                                 .renamed = pair->renamed,
                                 .name = keep(trial, name),
                                 .base = ci_match_base(pair, metric),
                                 .new = ci_match_new(pair, metric)};
    const char *base = (pair->base ? pair->base : pair->new)->symbol;
    const char *new = ci_match_row(pair)->symbol;
    judge_ranges(&finding, &metric->type, range_of(trial, 0, metric, base, finding.base),
                 range_of(trial, 1, metric, new, finding.new));
    gate->judged++;
    if (finding.verdict == CI_VERDICT_PASS && finding.base == finding.new) {
        gate->unchanged++;
        return;
    }
    finding.causes = ci_pool_alloc(&gate->pool, 1, sizeof *finding.causes);
    finding.causes[0] = make_cause(trial, metric, pair);
    finding.n_causes = 1;
    add_finding(gate, &finding);
}

static void judge_all(struct trial *trial)
{
    for (int i = 0; i < 2; i++) {
        trial->calls[i].by = CI_TALLY_CALL;
        ci_tally_add(&trial->functions[i], trial->profiles[i]);
        ci_tally_add(&trial->calls[i], trial->profiles[i]);
        trial->n_doubts[i] = ci_doubt_list(trial->profiles[i], "instructions", &trial->gate->pool,
                                           &trial->doubts[i]);
        for (size_t j = 0; j < trial->n_doubts[i]; j++)
            find_parts(trial, i, &trial->doubts[i][j]);
    }
    struct ci_match *match = &trial->by_function;
    ci_match_init(match, &trial->functions[0], &trial->functions[1], true);
    ci_match_init(&trial->by_call, &trial->calls[0], &trial->calls[1], false);
    if (match->n_common == 0)
        ci_gate_complain(trial->gate, EXIT_UNLIKE, trial->name,
                         "base and new profile have no sample type in common; record one mode");
    for (size_t i = 0; i < match->n_metrics && match->n_common; i++) {
        const struct ci_metric *metric = &match->metrics[i];
        judge_total(trial, metric);
        for (size_t j = 0; j < match->n_pairs && metric->base >= 0 && metric->new >= 0; j++)
            judge_function(trial, metric, &match->pairs[j]);
    }
    ci_match_deinit(&trial->by_call);
    ci_match_deinit(match);
    for (int i = 0; i < 2; i++) {
        ci_tally_deinit(&trial->calls[i]);
        ci_tally_deinit(&trial->functions[i]);
    }
}

/* Whether there is a value. No allocation at all is a result; no call at all is a broken run. */
static bool has_data(const struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_types; i++)
        for (size_t j = 0; j < profile->n_samples; j++)
            if (profile->samples[j].values[i])
                return true;
    return ci_schema_find_heap(profile, CINSTR_HEAP_ALLOC_SPACE) >= 0;
}

static bool load(struct trial *trial, int side, const char *path)
{
    struct ci_error error;
    int status;
    trial->profiles[side] = ci_tally_load(path, &error, &status);
    if (!trial->profiles[side]) {
        ci_gate_complain(trial->gate, status, path, error.text);
        return false;
    }
    if (has_data(trial->profiles[side]))
        return true;
    ci_gate_complain(trial->gate, EXIT_NO_DATA, path,
                     "the profile is empty; was the program built with cinstr-gcc?");
    return false;
}

void ci_gate_judge(struct ci_gate *gate, const char *name, const char *paths[2])
{
    struct trial trial = {.gate = gate};
    trial.name = keep(&trial, name);
    bool base = load(&trial, 0, paths[0]), new = load(&trial, 1, paths[1]);
    if (base && new &&check_alike(gate, name, trial.profiles))
        judge_all(&trial);
    for (int i = 0; i < 2; i++)
        ci_profile_destroy(&trial.profiles[i]);
}
