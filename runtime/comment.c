/* SPDX-License-Identifier: MIT */
/* comment.c - what a profile says of itself. */
#include "comment.h"
#include "doubt.h"
#include "objects.h"
#include "session.h"
#include "text.h"
#include "thread.h"
#include "time_doubt.h"
#include "unseen.h"

#include "common/about.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 32 };

/* Makes room for one more line; false: no memory. */
static bool make_room(struct ci_snapshot *snapshot)
{
    if (snapshot->comment_count < snapshot->comment_room)
        return true;
    uint32_t room = snapshot->comment_room ? 2 * snapshot->comment_room : FIRST_ROOM;
    const char **comments = ci_arena_get(snapshot->arena, room * sizeof *comments);
    if (!comments)
        return false;
    if (snapshot->comment_count > 0)
        memcpy(comments, snapshot->comments, snapshot->comment_count * sizeof *comments);
    snapshot->comments = comments;
    snapshot->comment_room = room;
    return true;
}

static bool add_line(struct ci_snapshot *snapshot, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool add_line(struct ci_snapshot *snapshot, const char *format, ...)
{
    char line[2048]; /* mangled names are long */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    const char *copy = ci_arena_string(snapshot->arena, line);
    if (!copy || !make_room(snapshot))
        return false;
    snapshot->comments[snapshot->comment_count++] = copy;
    return true;
}

static const char *mode_words(unsigned modes)
{
    switch (modes & (CINSTR_MODE_TIME | CINSTR_MODE_COUNT)) {
    case 0:
        return "allocations alone";
    case CINSTR_MODE_TIME:
        return "time";
    case CINSTR_MODE_COUNT:
        return "count";
    default:
        return "time and count mixed: functions compiled with mode=count have no time of their own";
    }
}

static bool add_coverage(struct ci_snapshot *snapshot)
{
    uint64_t functions = 0, skipped = 0;
    unsigned modes = 0;
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        functions += snapshot->units[i]->function_count;
        skipped += snapshot->units[i]->functions_skipped;
        modes |= snapshot->units[i]->mode;
    }
    const char *compiler =
        snapshot->unit_count > 0 ? cinstr_rel_get(&snapshot->units[0]->compiler) : "no unit";
    char about[512];
    ci_about_write(about, sizeof about, CINSTR_VERSION, mode_words(modes), compiler);
    return add_line(snapshot, "%s", about) &&
           add_line(snapshot,
                    "probes: %" PRIu64 " function%s in %" PRIu32 " object%s, %" PRIu64
                    " function%s there skipped",
                    functions, ci_text_plural(functions), snapshot->unit_count,
                    ci_text_plural(snapshot->unit_count), skipped, ci_text_plural(skipped)) &&
           (!(modes & CINSTR_MODE_LINES) ||
            add_line(snapshot,
                     "lines: a function's time was measured; its lines and inlined bodies "
                     "share it in proportion to their instructions, an estimate"));
}

/* What the threads' sampling did in all. */
static struct ci_sampling sum_sampling(void)
{
    struct ci_sampling all = {0};
    for (const struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        all.begun |= thread->sampling.begun;
        all.clocked += thread->sampling.clocked;
        all.skipped += thread->sampling.skipped;
        all.unclocked += thread->sampling.unclocked;
        all.preempted += thread->sampling.preempted;
    }
    return all;
}

/* With clock=sampled nobody knows what the probes took, nor how long threads were preempted. */
static bool add_sampling(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts,
                         const struct ci_sampling *sampling)
{
    const uint64_t events = sampling->clocked + sampling->skipped;
    const double share = events ? 100.0 * (double)sampling->clocked / (double)events : 100;
    const double to_ms = facts->nanos_per_tick / 1e6;
    if (!add_line(snapshot,
                  "clock=sampled: times are estimates; the clock was read at %.1f %% of %" PRIu64
                  " calls and returns; in no function's time: %.3f ms of something long between "
                  "these, %.3f ms preempted",
                  share, events, (double)sampling->unclocked * to_ms,
                  (double)sampling->preempted * to_ms))
        return false;
    return !facts->waits ||
           add_line(snapshot,
                    "time is elapsed time: %.3f ms of all threads, of which %.3f "
                    "ms were waiting in known calls",
                    (double)(facts->time + facts->outside) / 1e6, (double)facts->waited / 1e6);
}

/* Where the threads' time went, of which `taken` ns were the probes'. A thread that could run and
 * did not was preempted. */
static bool add_waits(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts,
                      int64_t taken)
{
    int64_t elapsed = facts->time + facts->outside;
    /* A wait that is under way may have begun before the time that is told. */
    int64_t awake = elapsed > facts->waited ? elapsed - facts->waited : 0;
    /* The probes ran on the processor. Of the process: some of it may have been threads' without
     * probes. */
    int64_t preempted = awake + taken - facts->processor;
    preempted = preempted < 0 ? 0 : preempted < awake ? preempted : awake;
    return add_line(
        snapshot,
        "time is elapsed time: %.3f ms of all threads; %.3f ms on the processor, %.3f ms "
        "waiting in known calls, %.3f ms preempted or otherwise off the processor",
        (double)elapsed / 1e6, (double)(awake - preempted) / 1e6, (double)facts->waited / 1e6,
        (double)preempted / 1e6);
}

static bool add_times(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    const struct ci_cost *cost = &ci_thread_calibration.typical;
    double inside = (double)cost->inside * facts->nanos_per_tick;
    double outside = (double)cost->outside * facts->nanos_per_tick;
    double taken = (double)facts->timed_calls * (inside + outside);
    double measured = taken + (double)facts->time - (double)facts->overdrawn;
    const struct ci_sampling sampling = sum_sampling();
    return add_line(snapshot,
                    "probe cost: %.1f ns per call in the function, %.1f ns in its caller; taken "
                    "out of the times: %.3f ms of %.3f ms measured",
                    inside, outside, taken / 1e6, measured / 1e6) &&
           (facts->overdrawn == 0 ||
            add_line(snapshot,
                     "below resolution: %.3f ms more than they had taken out of functions",
                     (double)facts->overdrawn / 1e6)) &&
           add_line(snapshot, "outside probed functions: %.3f ms", (double)facts->outside / 1e6) &&
           (sampling.begun
                ? add_sampling(snapshot, facts, &sampling)
                : !facts->waits || add_waits(snapshot, facts, (int64_t)measured - facts->time));
}

/* How many places allocate, and the modes of all units. */
static uint64_t count_places(const struct ci_snapshot *snapshot, unsigned *modes)
{
    uint64_t places = 0;
    *modes = 0;
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        const struct cinstr_function *functions = cinstr_rel_get(&snapshot->units[i]->functions);
        for (uint32_t j = 0; j < snapshot->units[i]->function_count; j++)
            places += functions[j].allocation_count;
        *modes |= snapshot->units[i]->mode;
    }
    return places;
}

/* What a profile lacks without libcinstr-malloc.so. */
static bool add_unseen(struct ci_snapshot *snapshot)
{
    struct ci_unseen unseen = ci_unseen_count(snapshot);
    return unseen.sites == 0 ||
           add_line(snapshot,
                    "allocations inside libraries are not seen: %" PRIu64
                    " call site%s, such as of %s; run with cinstr run --malloc",
                    unseen.sites, ci_text_plural(unseen.sites), unseen.example);
}

/* Of a program that allocates nothing itself, which has no heap profile to say so. */
static bool add_unseen_alone(struct ci_snapshot *snapshot)
{
    unsigned modes;
    return count_places(snapshot, &modes) > 0 || !(modes & CINSTR_MODE_ALLOCATIONS) ||
           *ci_outside_allocators() || add_unseen(snapshot);
}

/* How many places allocate, and how many blocks were allocated or freed by code without probes. */
static bool add_heap(struct ci_snapshot *snapshot, const struct ci_live_facts *live)
{
    unsigned modes;
    uint64_t places = count_places(snapshot, &modes);
    if (!add_line(snapshot, "allocations: %" PRIu64 " place%s, alloc=%s%s", places,
                  ci_text_plural(places), modes & CINSTR_MODE_LIVE ? "live" : "count",
                  modes & CINSTR_MODE_FLAT ? ", calls=off: by place, without callers" : ""))
        return false;
    if (!(modes & CINSTR_MODE_LIVE))
        return true;
    if (ci_live_keeps_peak &&
        !add_line(snapshot, "in use: at the peak of %" PRId64 " bytes", live->peak_bytes))
        return false;
    if (!add_line(snapshot, "frees of blocks allocated elsewhere: %" PRIu64, live->foreign_frees) ||
        !add_line(snapshot, "blocks freed elsewhere: %" PRIu64 ", of %" PRIu64 " bytes",
                  live->healed_objects, live->healed_bytes))
        return false;
    return live->untracked == 0 || add_line(snapshot, "untracked: %" PRIu64 " block%s, no memory",
                                            live->untracked, ci_text_plural(live->untracked));
}

/* What libcinstr-malloc.so saw. */
static bool add_unprobed(struct ci_snapshot *snapshot, const struct ci_outside_facts *facts)
{
    if (!facts->attached)
        return add_unseen(snapshot);
    if (facts->flat)
        return add_line(snapshot, "libcinstr-malloc: nothing counted, since code compiled with "
                                  "calls=off does not tell where it is");
    return add_line(snapshot, "libcinstr-malloc: what libraries allocate is at the call site that "
                              "it happens under") &&
           add_line(snapshot,
                    "outside probed functions: %" PRIu64 " allocation%s of %" PRIu64
                    " byte%s, not shown",
                    facts->objects, ci_text_plural(facts->objects), facts->bytes,
                    ci_text_plural(facts->bytes));
}

/* What was given up for want of memory, or by CINSTR_RECURSION=nearest: from the first step on,
 * stacks lack callers. */
static bool add_lower_bound(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    uint64_t by_function = facts->folded_calls[CI_FOLD_FUNCTIONS];
    uint64_t nearest = facts->folded_calls[CI_FOLD_NEAREST], truncated = facts->truncated_calls;
    if (by_function + nearest + truncated == 0)
        return true;
    return add_line(snapshot,
                    "cum is a lower bound: recursion was folded by function in %" PRIu64
                    " calls, onto the nearest caller in %" PRIu64 "; %" PRIu64
                    " calls are under [truncated]; totals are exact",
                    by_function, nearest, truncated);
}

/* "third as first" for each of the unit's functions that were folded, as far as there is room. */
static uint32_t append_folded(char *line, size_t size, const struct cinstr_unit *unit)
{
    const struct cinstr_alias *aliases = cinstr_rel_get(&unit->aliases);
    uint32_t folded = 0;
    for (uint32_t i = 0; i < unit->alias_count; i++) {
        if (!(aliases[i].flags & CINSTR_ALIAS_FOLDED))
            continue;
        const struct cinstr_function *function = cinstr_rel_get(&aliases[i].function);
        const char *name = cinstr_rel_get(&aliases[i].name), *as = cinstr_rel_get(&function->name);
        size_t length = strlen(line), room = size - length;
        int needed = snprintf(line + length, room, "%s%s as %s", length > 0 ? ", " : "", name, as);
        if (needed < 0 || (size_t)needed >= room)
            line[length] = '\0';
        folded++;
    }
    return folded;
}

/* Functions of the source that do not occur in the profile because GCC folded them into others. */
static bool add_folded(struct ci_snapshot *snapshot)
{
    char names[400] = "";
    uint32_t folded = 0;
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        folded += append_folded(names, sizeof names, snapshot->units[i]);
    return folded == 0 ||
           add_line(snapshot, "identical functions that GCC folded: %" PRIu32 "; counted are %s",
                    folded, names);
}

/* Rounds a number in 1 / `unit`. */
static int64_t whole(int64_t number, int64_t unit)
{
    return (number + unit / 2) / unit;
}

static double percent(int64_t part, int64_t of)
{
    return of > 0 ? 100.0 * (double)part / (double)of : 0;
}

/* "; beyond 5 %: parse, dot" */
static void append_uncertain(char *line, size_t size, const struct ci_doubts *doubts, int beyond)
{
    char before[24];
    snprintf(before, sizeof before, "; beyond %d %%: ", beyond);
    for (uint32_t i = 0; i < doubts->count; i++) {
        const struct ci_doubt *doubt = &doubts->functions[i];
        if (!doubt->endless && doubt->told > 0 && percent(doubt->more, doubt->told) <= beyond &&
            percent(-doubt->less, doubt->told) <= beyond)
            continue;
        size_t length = strlen(line);
        const char *name = cinstr_rel_get(&doubt->function->name);
        if (length + strlen(before) + strlen(name) + sizeof ", ..." > size) {
            snprintf(line + length, size - length, ", ...");
            return;
        }
        snprintf(line + length, size - length, "%s%s", before, name);
        strcpy(before, ", ");
    }
}

/* Names the measures of the mix that `modes` and the snapshot have. */
static void append_mix(const struct ci_snapshot *snapshot, char *line, size_t size, unsigned modes)
{
    const char *before = "";
    for (int kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        if (modes & CINSTR_MIX_BIT(kind)) {
            size_t length = strlen(line);
            int value = snapshot->value_of[CINSTR_CALL_MIX + kind];
            snprintf(line + length, size - length, "%s%s", before, snapshot->types[value].type);
            before = ", ";
        }
}

/* Adds the line about the mix; it names the measures that only some of the objects count. */
static bool add_mix(struct ci_snapshot *snapshot)
{
    unsigned any = 0, all = UINT32_MAX;
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        if (snapshot->units[i]->function_count > 0) {
            any |= snapshot->units[i]->mode;
            all &= snapshot->units[i]->mode;
        }
    if (any / CINSTR_MODE_MIX == 0)
        return true;
    char line[400] = "mix: as uncertain as instructions";
    if ((any & ~all) / CINSTR_MODE_MIX != 0) {
        strcat(line, "; objects compiled without lack: ");
        append_mix(snapshot, line, sizeof line, any & ~all);
    }
    return add_line(snapshot, "%s", line);
}

/*
 * Adds a line for each function that is not certain, in units of 1 / `unit`. Readers recognise them
 * by their form: "# instructions of NAME (FILE): TOLD, LEAST to MOST", with "unknown" for a MOST
 * that is not known. pprof does not show lines that begin with a #.
 */
static bool add_functions(struct ci_snapshot *snapshot, const struct ci_doubts *doubts,
                          const char *what, int64_t unit)
{
    for (uint32_t i = 0; i < doubts->count; i++) {
        const struct ci_doubt *doubt = &doubts->functions[i];
        const char *file = cinstr_rel_get(&doubt->function->file);
        char most[24] = "unknown";
        if (!doubt->endless)
            snprintf(most, sizeof most, "%" PRId64, whole(doubt->told + doubt->more, unit));
        if (!add_line(snapshot, "# %s of %s (%s): %" PRId64 ", %" PRId64 " to %s", what,
                      (const char *)cinstr_rel_get(&doubt->function->name), file ? file : "",
                      whole(doubt->told, unit), whole(doubt->told + doubt->less, unit), most))
            return false;
    }
    return true;
}

/* How far instructions may be from the truth, as a whole and by function. */
static bool add_doubts(struct ci_snapshot *snapshot, const struct ci_doubts *doubts)
{
    char line[400];
    int length = snprintf(line, sizeof line, "instructions: exact");
    if (doubts->count > 0 && doubts->endless)
        snprintf(line + length, sizeof line - (size_t)length, " to -%.2f %%, and more",
                 percent(-doubts->less, doubts->told));
    else if (doubts->count > 0)
        snprintf(line + length, sizeof line - (size_t)length, " to -%.2f %% +%.2f %%",
                 percent(-doubts->less, doubts->told), percent(doubts->more, doubts->told));
    append_uncertain(line, sizeof line, doubts, 5);
    return add_line(snapshot, "%s", line) &&
           add_functions(snapshot, doubts, "instructions", CINSTR_COST_UNIT);
}

/* The same of times: the program's own work hides more or less of the probes. */
static bool add_time_doubts(struct ci_snapshot *snapshot, const struct ci_doubts *doubts)
{
    char line[400];
    snprintf(line, sizeof line,
             "time: to -%.2f %% +%.2f %%, as far as probes and the program's own work overlap",
             percent(-doubts->less, doubts->told), percent(doubts->more, doubts->told));
    append_uncertain(line, sizeof line, doubts, 25);
    return add_line(snapshot, "%s", line) && add_functions(snapshot, doubts, "time", 1);
}

/*
 * How long threads lived and ran, for readers that know the form: "# thread NUMBER: lived X ms, ran
 * Y ms", with "unknown" for a Y that is not known.
 */
static bool add_threads(struct ci_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->thread_count; i++) {
        const struct ci_thread_facts *thread = &snapshot->threads[i];
        char ran[32] = "unknown";
        if (!thread->name || !thread->lived)
            continue;
        if (thread->processor >= 0)
            snprintf(ran, sizeof ran, "%.3f ms", (double)thread->processor / 1e6);
        if (!add_line(snapshot, "# thread %" PRIu32 ": lived %.3f ms, ran %s", i + 1,
                      (double)thread->lived / 1e6, ran))
            return false;
    }
    return true;
}

/* Whether the snapshot has instructions to be shown, not shares of time. */
static bool tells_instructions(const struct ci_snapshot *snapshot)
{
    return snapshot->kind == CI_KIND_PROF && ci_objects_modes() & CINSTR_MODE_INSTRUCTIONS;
}

/* What became of the process and of its threads. */
static bool add_session(struct ci_snapshot *snapshot, bool timed)
{
    if (ci_session.copied &&
        !add_line(snapshot, "forked by a system call without the C library: what the parent had "
                            "counted until then is in here too"))
        return false;
    if (__atomic_load_n(&ci_tree_shared, __ATOMIC_RELAXED) &&
        !add_line(snapshot, "fibers moved between threads: what two threads did in one context at "
                            "the same time may be missing; update=atomic counts it"))
        return false;
    if (__atomic_load_n(&ci_tree_fibers_crowded, __ATOMIC_RELAXED) && ci_thread_list()->next &&
        !add_line(snapshot, "too many fibers for contexts of their own: what those that moved "
                            "between threads did at the same time may be missing; update=atomic or "
                            "a greater CINSTR_MAX_MEMORY counts it"))
        return false;
    return !ci_session.survived ||
           add_line(snapshot, "written by the watcher, up to where the process ended%s",
                    timed ? "; times up to the last call or return of each thread" : "");
}

/* What only profiles of the snapshot's kind tell. */
static bool add_kind(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    switch (snapshot->kind) {
    case CI_KIND_HEAP:
        return add_heap(snapshot, &facts->live) && add_unprobed(snapshot, &facts->unprobed);
    case CI_KIND_BLOCK:
        return add_line(snapshot,
                        "contentions: calls in which a thread slept until another let it go on; "
                        "delay: for how long");
    default:
        return add_unseen_alone(snapshot);
    }
}

/* What is missing for want of memory. */
static bool add_limits(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    if (facts->truncated > 0 &&
        !add_line(snapshot,
                  "truncated: CINSTR_MAX_MEMORY was spent; further contexts of %" PRIu32
                  " function%s are under [truncated], with exact totals",
                  facts->truncated, ci_text_plural(facts->truncated)))
        return false;
    return facts->lost == 0 ||
           add_line(snapshot, "lost: %" PRIu64 " %s or more, no memory", facts->lost,
                    snapshot->kind == CI_KIND_HEAP ? "allocations" : "calls");
}

bool ci_comment_add(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    struct ci_doubts doubts = {0}, of_time = {0};
    bool doubtful = tells_instructions(snapshot);
    if (doubtful && !ci_doubt_collect(snapshot, &doubts))
        return false;
    if (facts->timed &&
        !ci_time_doubt_collect(snapshot, &ci_thread_calibration, facts->nanos_per_tick, &of_time))
        return false;
    if (!add_coverage(snapshot) || !add_folded(snapshot))
        return false;
    if (doubtful && (!add_doubts(snapshot, &doubts) || !add_mix(snapshot)))
        return false;
    if (!add_session(snapshot, facts->timed))
        return false;
    if (facts->timed && (!add_times(snapshot, facts) || !add_time_doubts(snapshot, &of_time)))
        return false;
    return add_kind(snapshot, facts) && add_lower_bound(snapshot, facts) && add_threads(snapshot) &&
           add_limits(snapshot, facts);
}
