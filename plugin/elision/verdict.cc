/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/verdict.cc - the reason why work is lost, and the warning.
 *
 * In a loop that still works, code that has no place may be what became of the work that is not
 * found. There, lost is only what nothing used as it was written, and calls that are seen outside
 * of the loop or of which GCC knows the result.
 */
#include "elision/verdict.h"
#include "base/options.h"

namespace
{
struct reason {
    const char *id, *sentence;
};
} // namespace

static const struct reason front_end_folded = {
    "front-end-folded",
    "its arguments are constants, and the front end put its result in its place"};
static const struct reason loop_removed = {
    "loop-removed", "nothing uses what the loop computes, and the loop is gone"};
static const struct reason body_empty = {"body-empty",
                                         "nothing uses what it computes, and the loop only counts"};
static const struct reason call_hoisted = {
    "call-hoisted", "it does the same in every iteration, and is done once, outside of the loop"};
static const struct reason call_folded = {
    "call-folded", "its arguments are constants, and GCC computed its result"};
static const struct reason call_same = {
    "call-folded", "its result is the same in every iteration, and GCC computed it"};
static const struct reason value_same = {
    "call-folded", "its value is the same in every iteration, and GCC computed it"};
static const struct reason alloc_elided = {"alloc-elided",
                                           "nothing uses the memory, and it is not allocated"};
static const struct reason store_elided = {"store-elided",
                                           "nothing reads what each iteration stores"};
static const struct reason result_unused = {"result-unused", "nothing uses its result"};
static const struct reason closed_form = {
    "closed-form",
    "the final value follows from the number of iterations, and no loop computes it"};

/* Why nothing is left of work that nothing needed. */
static const reason *reason_of_rest(const inventory &loop)
{
    return loop.called                 ? &result_unused
           : loop.rest == REST_NO_LOOP ? &loop_removed
           : loop.rest == REST_NOTHING ? &body_empty
                                       : &result_unused;
}

/* Of a function that was merged into another, no statement is left to be found. */
static const reason *reason_when_merged(const work &work, const inventory &loop)
{
    if (!work.unused && loop.rest > REST_NOTHING)
        return NULL;
    return work.kind == WORK_ALLOCATION                        ? &alloc_elided
           : work.kind == WORK_COPY || work.kind == WORK_STORE ? &store_elided
           : work.unused || !work.outlives                     ? reason_of_rest(loop)
           : work.kind == WORK_CALL && work.constant           ? &call_folded
                                                               : &closed_form;
}

static const reason *reason_for_call(const work &work, const inventory &loop)
{
    bool idle = loop.rest != REST_WORK;
    if (work.called_outside)
        return &call_hoisted;
    if (work.unused)
        return reason_of_rest(loop);
    if (work.outside && idle)
        return &call_hoisted;
    if (!work.callee && !work.outlives && idle)
        return reason_of_rest(loop); /* through a pointer, and nobody takes its result */
    if (work.constant && (idle || work.library))
        return &call_folded;
    if (loop.called && idle)
        return loop.inner ? &result_unused : &call_same;
    return loop.rest <= REST_NOTHING ? reason_of_rest(loop) : idle ? &call_same : NULL;
}

/* NULL when the work is there, or may be. */
static const reason *reason_for(const work &work, const inventory &loop)
{
    if (work.folded)
        return &front_end_folded;
    if (work.in_loop || !(loop.compiled || loop.early))
        return NULL;
    if (loop.merged_with)
        return reason_when_merged(work, loop);
    bool idle = loop.rest <= REST_NOTHING;
    switch (work.kind) {
    case WORK_CALL:
        return reason_for_call(work, loop);
    case WORK_ALLOCATION:
        return &alloc_elided;
    case WORK_COPY:
    case WORK_STORE:
        return idle || work.unused ? &store_elided : NULL;
    default:
        return work.unused               ? reason_of_rest(loop)
               : !idle || !work.outlives ? NULL
               : loop.inner              ? &result_unused
               : loop.called             ? &value_same
                                         : &closed_form;
    }
}

/* LTO's link, and text that became no tree, know no location. */
static location_t location_of(const work &work)
{
    if (work.location != UNKNOWN_LOCATION)
        return work.location;
    linemap_add(line_table, LC_RENAME, false, work.where.file, work.where.line);
    linemap_line_start(line_table, work.where.line, work.where.column + 1);
    return linemap_position_for_column(line_table, work.where.column);
}

static void warn(const work &work, const inventory &loop, const reason &reason)
{
    static const char *const with_name[] = {"the computation of", "the store to", "the call of",
                                            "the allocation by", "the call of"};
    static const char *const nameless[] = {"a computation", "a store", "a call", "an allocation",
                                           "a call"};
    char *what = work.name ? xasprintf("%s '%s'", with_name[work.kind], work.name)
                           : xstrdup(nameless[work.kind]);
    char *text = xasprintf("%s was optimised away: %s [-Wcinstr-elided: %s]", what, reason.sentence,
                           reason.id);
    /* What a system's header says GCC warns of only where it was used. */
    location_t location = expansion_point_location_if_in_system_header(location_of(work));
    if (options.elided == ELIDED_ERROR)
        error_at(location, "benchmark %qs: %s", loop.name, text);
    else
        warning_at(location, 0, "benchmark %qs: %s", loop.name, text);
    free(text);
    free(what);
}

static bool same_line(const work &a, const work &b)
{
    return a.where.line == b.where.line && filename_cmp(a.where.file, b.where.file) == 0;
}

/* Whether a warning for another statement of the line says it already: calls are told one by one,
 * of the rest of a line what weighs most. */
static bool is_told_by_other(unsigned index, const inventory &loop)
{
    const work &work = loop.works[index];
    if (work.kind == WORK_CALL)
        return false;
    for (unsigned i = 0; i < loop.works.length(); i++) {
        const struct work &other = loop.works[i];
        if (i != index && same_line(work, other) && reason_for(other, loop) &&
            (other.kind > work.kind || (other.kind == work.kind && i < index)))
            return true;
    }
    return false;
}

bool verdict_is_lost(const work &work, const inventory &loop)
{
    return reason_for(work, loop) != NULL;
}

void verdict_tell(const inventory &loop)
{
    for (unsigned i = 0; i < loop.works.length(); i++) {
        const reason *reason = reason_for(loop.works[i], loop);
        bool told_before = in_lto_p && loop.works[i].folded; /* by the compilation */
        if (reason && !told_before && !is_told_by_other(i, loop))
            warn(loop.works[i], loop, *reason);
    }
}
