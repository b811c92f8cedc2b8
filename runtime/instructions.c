/* SPDX-License-Identifier: MIT */
/*
 * instructions.c - from block counters to instructions, or time, by line.
 *
 * A function's record has equations that give the count of every block and edge from the few that
 * have counters, and the instructions of each line per count (abi.h). Here both are applied to the
 * counters of one context.
 */
#include "instructions.h"
#include "costs.h"
#include "counts.h"
#include "line_costs.h"
#include "measures.h"
#include "probed.h"

#include <string.h>

_Static_assert(CINSTR_CALL_MIX == CINSTR_CALL_LOADS, "the mix is the last of the list");

void ci_instructions_solve(const struct ci_counts *counts, int64_t *variables)
{
    const struct cinstr_function *function = counts->function;
    variables[0] = counts->entries;
    for (uint32_t i = 0; i < function->counters; i++)
        variables[1 + i] = counts->counters ? (int64_t)counts->counters[i] : 0;
    const uint32_t *at = counts->costs->equations;
    for (uint32_t next = 1 + function->counters; next < function->variables; next++) {
        int64_t sum = 0;
        for (uint32_t terms = *at++; terms > 0; terms--, at++)
            sum += *at & 1 ? -variables[*at >> 1] : variables[*at >> 1];
        variables[next] = sum;
    }
}

/* A block that was running when the counters were read may seem to have run a negative number of
 * times. */
static int64_t at_least_zero(int64_t value)
{
    return value > 0 ? value : 0;
}

static bool shares_time(const struct cinstr_function *function)
{
    const struct cinstr_unit *unit = cinstr_rel_get(&function->unit);
    return unit->mode & CINSTR_MODE_LINES;
}

/*
 * Where the instructions of lines are kept while parts are made: in their own value, or, if there
 * is none, in that of the time that then replaces them.
 */
static uint32_t work_value(const struct ci_snapshot *snapshot)
{
    int own = snapshot->value_of[CINSTR_CALL_INSTRUCTIONS];
    if (own >= 0)
        return (uint32_t)own;
    return ci_measures_split_time(snapshot) ? CINSTR_CALL_CPU : CINSTR_CALL_TIME;
}

/* A part without values, and without what only parts of heap profiles have. */
static struct ci_part *begin_part(const struct ci_snapshot *snapshot, struct ci_part *part,
                                  uint32_t scope, uint32_t line, const char *file)
{
    part->scope = scope;
    part->line = line;
    part->file = file;
    part->scratch = NULL;
    part->allocator = part->called = NULL;
    for (uint32_t i = 0; i < snapshot->value_count; i++)
        part->values[i] = 0;
    return part;
}

/* Rounds a number in 1 / CINSTR_COST_UNIT; blocks that are running may make it negative. */
static int64_t whole(int64_t units)
{
    return (at_least_zero(units) + CINSTR_COST_UNIT / 2) / CINSTR_COST_UNIT;
}

static void round_instructions(const struct ci_snapshot *snapshot, struct ci_part *parts,
                               uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t at = work_value(snapshot); at < snapshot->value_count; at++)
            parts[i].values[at] = whole(parts[i].values[at]);
}

static void set_time(const struct ci_snapshot *snapshot, struct ci_part *part, int64_t time)
{
    part->values[CINSTR_CALL_TIME] = time;
    if (ci_measures_split_time(snapshot))
        part->values[CINSTR_CALL_CPU] = time;
}

/*
 * Replaces the lines' instructions by their shares of the context's time. Each line ends where the
 * sum of all up to it ends, rounded, so that the shares add up to the time. A function of which no
 * instruction was counted keeps its time at its own line. Returns the number of parts.
 */
static uint32_t share_time(const struct ci_snapshot *snapshot, const struct ci_context *context,
                           struct ci_part *parts, uint32_t count)
{
    const uint32_t at = work_value(snapshot);
    unsigned __int128 all = 0, sum = 0, time = (uint64_t)context->time_of_lines;
    int64_t shared = 0;
    for (uint32_t i = 0; i < count; i++)
        all += (uint64_t)at_least_zero(parts[i].values[at]);
    if (all == 0) {
        const struct cinstr_function *function = context->function;
        begin_part(snapshot, &parts[0], 0, function->line, cinstr_rel_get(&function->file));
        set_time(snapshot, &parts[0], context->time_of_lines);
        return 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        sum += (uint64_t)at_least_zero(parts[i].values[at]);
        int64_t end = (int64_t)((time * sum + all / 2) / all);
        parts[i].values[at] = 0;
        set_time(snapshot, &parts[i], end - shared);
        shared = end;
    }
    return count;
}

/*
 * The parts of a function's places, while they are made: those of lines, and from `calls` on those
 * of calls of functions without probes. Invariant: lines <= calls, and the last place's calls begin
 * at `place_calls`.
 */
struct place_parts {
    struct ci_part *lines, *lines_end;
    struct ci_part *calls, *place_calls, *calls_end;
};

static void add_call(const struct ci_snapshot *snapshot, struct place_parts *parts,
                     const struct ci_line *line, const char *called, int64_t units)
{
    struct ci_part *part = parts->place_calls;
    while (part < parts->calls_end && part->called != called)
        part++;
    if (part == parts->calls_end) {
        begin_part(snapshot, part, line->scope, line->line, line->file)->called = called;
        parts->calls_end++;
    }
    part->values[CINSTR_CALL_CALLS] += units;
}

/* Makes the parts of a line that ran, in 1 / CINSTR_COST_UNIT, from items [item, end). The line's
 * work value is its instructions. */
static void add_line(const struct ci_snapshot *snapshot, const int64_t *variables,
                     struct ci_line *line, const struct ci_line_item *item,
                     const struct ci_line_item *end, struct place_parts *parts)
{
    struct ci_part *part =
        begin_part(snapshot, parts->lines_end++, line->scope, line->line, line->file);
    part->scratch = &line->scratch;
    parts->place_calls = parts->calls_end;
    for (; item < end; item++) {
        int64_t units = at_least_zero(variables[item->variable]) * item->units;
        if (!item->called)
            part->values[item->value] += units;
        else if (units != 0)
            add_call(snapshot, parts, line, item->called, units);
    }
}

/* Makes the parts of all lines that ran at all. */
static struct place_parts add_lines(const struct ci_snapshot *snapshot,
                                    const struct ci_counts *counts, const int64_t *variables,
                                    struct ci_part *parts)
{
    const struct ci_line_costs *costs = counts->costs;
    struct ci_part *calls = parts + counts->function->place_count;
    struct place_parts made = {parts, parts, calls, calls, calls};
    const struct ci_line_item *item = costs->items;
    for (uint32_t i = 0; i < costs->line_count; i++) {
        struct ci_line *line = &costs->lines[i];
        const struct ci_line_item *end = costs->items + line->items_end;
        while (item < end && variables[item->variable] <= 0)
            item++;
        if (item < end)
            add_line(snapshot, variables, line, item, end, &made);
        item = end;
    }
    return made;
}

/* Rounds the calls of functions without probes and moves them to `to`. Returns how many there are.
 */
static uint32_t move_calls(const struct place_parts *made, struct ci_part *to)
{
    uint32_t count = (uint32_t)(made->calls_end - made->calls);
    memmove(to, made->calls, count * sizeof *to);
    for (uint32_t i = 0; i < count; i++)
        to[i].values[CINSTR_CALL_CALLS] = whole(to[i].values[CINSTR_CALL_CALLS]);
    return count;
}

/* How often inlined bodies ran, where that is known, at the line where each is defined. */
static uint32_t add_executions(const struct ci_snapshot *snapshot, const struct ci_context *context,
                               const int64_t *variables, struct ci_part *parts)
{
    const struct cinstr_function *function = context->function;
    const struct cinstr_scope *scopes = cinstr_rel_get(&function->scopes);
    uint32_t count = 0;
    for (uint32_t i = 0; i < function->scope_count; i++) {
        if (scopes[i].entries == 0 || variables[scopes[i].entries - 1] <= 0)
            continue;
        struct ci_part *part = begin_part(snapshot, &parts[count++], i + 1, scopes[i].line,
                                          cinstr_rel_get(&scopes[i].file));
        part->values[CINSTR_CALL_CALLS] = variables[scopes[i].entries - 1];
    }
    return count;
}

static uint32_t make_parts(const struct ci_snapshot *snapshot, const struct ci_context *context,
                           struct ci_part *parts)
{
    if (!context->counts)
        return 0;
    int64_t *variables = snapshot->part_scratch;
    ci_instructions_solve(context->counts, variables);
    struct place_parts made = add_lines(snapshot, context->counts, variables, parts);
    uint32_t count = (uint32_t)(made.lines_end - made.lines);
    if (context->counts->shares_time)
        count = share_time(snapshot, context, parts, count);
    else
        round_instructions(snapshot, parts, count);
    count += move_calls(&made, parts + count);
    return count + add_executions(snapshot, context, variables, parts + count);
}

/* Moves the time that a context's lines share out of the context's values. */
static void take_time(const struct ci_snapshot *snapshot, struct ci_context *context)
{
    context->time_of_lines = context->values[CINSTR_CALL_TIME];
    context->values[CINSTR_CALL_TIME] = 0;
    if (ci_measures_split_time(snapshot))
        context->values[CINSTR_CALL_CPU] = 0; /* a function with probes never waits itself */
}

/* Reads the costs of all functions that have counts. */
static bool read_costs(struct ci_snapshot *snapshot)
{
    struct ci_counts_table functions = {.arena = snapshot->arena, .shared = true};
    for (struct ci_counts *at = snapshot->counts; at; at = at->next) {
        struct ci_counts *own = ci_counts_get(&functions, at->function, 0, NULL);
        if (own && !own->costs)
            own->costs = ci_line_costs_read(snapshot, at->function, work_value(snapshot));
        if (!own || !own->costs)
            return false;
        at->costs = own->costs;
    }
    return true;
}

bool ci_instructions_prepare(struct ci_snapshot *snapshot)
{
    uint32_t variables = 0;
    bool calls = false;
    struct ci_counts_table table = {.arena = snapshot->arena, .shared = true};
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        struct ci_context *context = &snapshot->contexts[i];
        const struct cinstr_function *function = context->function;
        if (function->variables == 0)
            continue; /* variable 0 is in every function whose blocks are counted */
        const int64_t entries = context->entries;
        if (shares_time(function))
            take_time(snapshot, context);
        if (context->flags & CI_CONTEXT_BACK_EDGE)
            continue;
        context->counts = ci_counts_get(&table, function, entries, context->counters);
        if (!context->counts)
            return false;
        context->counts->shares_time = shares_time(function);
        /* One more than its lines and inlined bodies, for the time of a function without costs. */
        uint32_t parts = 1 + function->place_count + function->scope_count + function->call_count;
        snapshot->part_max = parts > snapshot->part_max ? parts : snapshot->part_max;
        variables = function->variables > variables ? function->variables : variables;
        calls |= function->call_count > 0;
    }
    if (calls && !(snapshot->probed = ci_probed_note(snapshot)))
        return false;
    snapshot->part_scratch =
        ci_arena_get(snapshot->arena, (variables + 1) * sizeof *snapshot->part_scratch);
    snapshot->parts = make_parts;
    snapshot->counts = table.first;
    return snapshot->part_scratch && read_costs(snapshot);
}
