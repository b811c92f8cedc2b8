/* SPDX-License-Identifier: MIT */
/* export_callgrind.c - callgrind's format, version 1, from stacks; see export.h. */
#include "report/export.h"
#include "base/map.h"
#include "profile/measure.h"
#include "profile/schema.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The cost of a line of a function, or of its calls to another. */
struct cost {
    const struct ci_function *function, *callee; /* callee: NULL for own costs */
    int64_t line, calls;
    int64_t *values;
    size_t seen; /* number of the sample that counted last */
};

struct callgrind {
    const struct ci_profile *profile;
    FILE *out;
    struct ci_pool pool;
    struct ci_bytemap map, files;
    struct ci_key key;
    struct cost *costs;
    size_t n_costs;
    size_t *order;                          /* the sample types, as they are written */
    const struct ci_value_type *calls_type; /* NULL: none */
    const struct ci_line **frames;          /* of a sample, the innermost first */
    size_t frames_room;
};

static const struct ci_function nowhere = {"(unknown)", "", "", 0};
static const struct ci_line no_line = {(struct ci_function *)&nowhere, 0, 0};

static struct cost *find_cost(struct callgrind *state, const struct ci_line *at,
                              const struct ci_function *callee)
{
    struct ci_key *key = &state->key;
    ci_key_clear(key);
    ci_key_add_number(key, (int64_t)(uintptr_t)at->function);
    ci_key_add_number(key, (int64_t)(uintptr_t)callee);
    ci_key_add_number(key, at->line);
    size_t number = ci_bytemap_add_key(&state->map, &state->pool, key);
    if (number == state->n_costs) {
        state->costs = ci_pool_grow(&state->pool, state->costs, number, sizeof *state->costs);
        struct cost cost = {.function = at->function, .callee = callee, .line = at->line};
        cost.values = ci_pool_alloc(&state->pool, state->profile->n_types, sizeof *cost.values);
        state->costs[state->n_costs++] = cost;
    }
    return &state->costs[number];
}

/* Collects the sample's frames with the inlined ones; returns their number, at least 1. */
static size_t take_frames(struct callgrind *state, const struct ci_sample *sample)
{
    size_t count = 0, needed = 1;
    for (size_t i = 0; i < sample->n_locations; i++)
        needed += state->profile->locations[sample->locations[i]].n_lines + 1;
    if (needed > state->frames_room) {
        state->frames_room = needed * 2;
        state->frames = ci_pool_alloc(&state->pool, state->frames_room, sizeof(void *));
    }
    for (size_t i = 0; i < sample->n_locations; i++) {
        const struct ci_location *place = &state->profile->locations[sample->locations[i]];
        if (place->n_lines == 0)
            state->frames[count++] = &no_line;
        for (size_t j = 0; j < place->n_lines; j++)
            state->frames[count++] = &place->lines[j];
    }
    if (count == 0)
        state->frames[count++] = &no_line;
    return count;
}

static void add_values(struct callgrind *state, struct cost *cost, const struct ci_sample *sample)
{
    for (size_t i = 0; i < state->profile->n_types; i++)
        cost->values[i] = ci_measure_add(cost->values[i], sample->values[i]);
}

static void add_sample(struct callgrind *state, size_t number)
{
    const struct ci_profile *profile = state->profile;
    const struct ci_sample *sample = &profile->samples[number];
    size_t count = take_frames(state, sample);
    add_values(state, find_cost(state, state->frames[0], NULL), sample);
    for (size_t i = 1; i < count; i++) {
        const struct ci_function *callee = state->frames[i - 1]->function;
        struct cost *cost = find_cost(state, state->frames[i], callee);
        if (i == 1 && state->calls_type)
            cost->calls =
                ci_measure_add(cost->calls, sample->values[state->calls_type - profile->types]);
        if (cost->seen != number + 1 && callee != cost->function)
            add_values(state, cost, sample);
        cost->seen = number + 1;
    }
}

/* Functions by file, name and place; of a function its own costs, then its calls, by line. */
static int compare_functions(const struct ci_function *a, const struct ci_function *b)
{
    int order = strcmp(a->file, b->file);
    if (order == 0)
        order = strcmp(a->name, b->name);
    return order ? order : (a > b) - (a < b);
}

static int compare_costs(const void *left, const void *right)
{
    const struct cost *a = left, *b = right;
    int order = compare_functions(a->function, b->function);
    if (order)
        return order;
    if (!a->callee != !b->callee)
        return a->callee ? 1 : -1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->callee ? compare_functions(a->callee, b->callee) : 0;
}

/*
 * A name on its line, after "fn=" and the like. A reader would take a "(" at its start for a number
 * that stands for a name.
 */
static void print_name(FILE *out, const char *tag, const char *name)
{
    fputs(tag, out);
    if (!*name)
        name = "???";
    if (*name == '(')
        fputc(' ', out);
    for (; *name; name++)
        fputc(iscntrl((unsigned char)*name) ? '?' : *name, out);
    fputc('\n', out);
}

/* "alloc_space" as AllocSpace: events are words of letters and digits. */
static void print_event(FILE *out, const char *type)
{
    bool upper = true, any = false;
    for (; *type; type++) {
        bool letter = isalpha((unsigned char)*type);
        if (letter || (any && isdigit((unsigned char)*type))) {
            fputc(upper ? toupper((unsigned char)*type) : *type, out);
            any = true;
        }
        upper = !letter;
    }
    if (!any)
        fputs("Value", out);
}

static void print_values(struct callgrind *state, int64_t line, const int64_t *values)
{
    fprintf(state->out, "%" PRId64, line > 0 ? line : 0);
    for (size_t i = 0; i < state->profile->n_types; i++)
        fprintf(state->out, " %" PRId64, values[state->order[i]]);
    fputc('\n', state->out);
}

static void print_events(struct callgrind *state)
{
    const struct ci_profile *profile = state->profile;
    fputs("events:", state->out);
    for (size_t i = 0; i < profile->n_types; i++) {
        fputc(' ', state->out);
        print_event(state->out, profile->types[state->order[i]].type);
    }
    int64_t *totals = ci_pool_alloc(&state->pool, profile->n_types, sizeof *totals);
    for (size_t i = 0; i < profile->n_samples; i++)
        for (size_t j = 0; j < profile->n_types; j++)
            totals[j] = ci_measure_add(totals[j], profile->samples[i].values[j]);
    fputs("\nsummary:", state->out);
    for (size_t i = 0; i < profile->n_types; i++)
        fprintf(state->out, " %" PRId64, totals[state->order[i]]);
    fputs("\n", state->out);
}

static void print_costs(struct callgrind *state)
{
    const struct ci_function *current = NULL;
    if (state->n_costs)
        qsort(state->costs, state->n_costs, sizeof *state->costs, compare_costs);
    for (size_t i = 0; i < state->n_costs; i++) {
        const struct cost *cost = &state->costs[i];
        if (cost->function != current) {
            fputc('\n', state->out);
            print_name(state->out, "fl=", cost->function->file);
            print_name(state->out, "fn=", cost->function->name);
            current = cost->function;
        }
        if (cost->callee) {
            /* Without one, the file is the caller's, and callgrind_annotate takes them for equal.
             */
            if (strcmp(cost->callee->file, cost->function->file) != 0)
                print_name(state->out, "cfi=", cost->callee->file);
            print_name(state->out, "cfn=", cost->callee->name);
            fprintf(state->out, "calls=%" PRId64 " %" PRId64 "\n",
                    cost->calls > 0 ? cost->calls : 1,
                    cost->callee->start_line > 0 ? cost->callee->start_line : 0);
        }
        print_values(state, cost->line, cost->values);
    }
}

/*
 * Library code without probes and some inlined bodies have costs but no number of calls. The format
 * has no word for that: readers take what follows "calls=0" for the caller's own cost. So the least
 * possible number, 1, is written, and a line of the header says so.
 */
static void print_note_on_calls(struct callgrind *state)
{
    for (size_t i = 0; i < state->n_costs; i++)
        if (state->costs[i].callee && state->costs[i].calls == 0) {
            fputs("desc: Calls: 1 stands for a number that is not known\n", state->out);
            return;
        }
}

int ci_export_callgrind(const struct ci_profile *profile, size_t first, FILE *out,
                        struct ci_error *error)
{
    if (ci_export_check(profile, "callgrind's", error))
        return -1;
    struct callgrind state = {.profile = profile, .out = out};
    state.order = ci_pool_alloc(&state.pool, profile->n_types, sizeof *state.order);
    state.order[0] = first;
    for (size_t i = 0, next = 1; i < profile->n_types; i++)
        if (i != first)
            state.order[next++] = i;
    int calls = ci_schema_find_call(profile, CINSTR_CALL_CALLS);
    if (calls >= 0)
        state.calls_type = &profile->types[calls];
    fputs("# callgrind format\nversion: 1\ncreator: cinstr\n", out);
    if (profile->n_mappings && *profile->mappings[0].file)
        print_name(out, "cmd: ", profile->mappings[0].file);
    for (size_t i = 0; i < profile->n_samples; i++)
        add_sample(&state, i);
    print_note_on_calls(&state);
    fputs("positions: line\n", out);
    print_events(&state);
    print_costs(&state);
    ci_key_deinit(&state.key);
    ci_pool_deinit(&state.pool);
    return 0;
}
