/* SPDX-License-Identifier: MIT */
/* status.c - what becomes of findings and problems: texts and the exit status. */
#include "base/status.h"
#include "gate/gate.h"
#include "profile/measure.h"

#include <inttypes.h>
#include <string.h>

/* The place of a problem in the order of base/status.h; the smaller one counts. */
static int rank(int status)
{
    static const int order[] = {EXIT_USAGE, EXIT_NO_FILE, EXIT_NO_DATA, EXIT_NO_MATCH, EXIT_UNLIKE};
    int place = 0;
    while (place < (int)(sizeof order / sizeof *order) && order[place] != status)
        place++;
    return place;
}

void ci_gate_complain(struct ci_gate *gate, int status, const char *what, const char *text)
{
    if (gate->problem && rank(gate->problem) <= rank(status))
        return;
    gate->problem = status;
    struct ci_error error;
    ci_error_set(&error, "%s: %s", what, text);
    snprintf(gate->problem_text, sizeof gate->problem_text, "%s", error.text);
}

const char *ci_gate_word(const struct ci_finding *finding)
{
    return finding->uncertain ? "uncertain" : ci_verdict_word(finding->verdict);
}

size_t ci_gate_count(const struct ci_gate *gate, enum ci_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < gate->n_findings; i++)
        count += gate->findings[i].verdict == verdict;
    return count;
}

bool ci_gate_fails(const struct ci_gate *gate, const struct ci_finding *finding)
{
    return finding->verdict == CI_VERDICT_REGRESSION ||
           (finding->verdict == CI_VERDICT_MISSING && !gate->allow_missing) ||
           (finding->verdict == CI_VERDICT_IMPROVED && gate->ratchet);
}

static void check_limits(struct ci_gate *gate)
{
    for (size_t i = 0; i < gate->limits.count; i++) {
        const struct ci_limit *limit = &gate->limits.limits[i];
        if (limit->used || !limit->origin)
            continue;
        struct ci_error error;
        ci_error_set(&error, "limit '%s' matches no %s; correct or remove it", limit->text,
                     ci_limit_is_of_functions(limit) ? "function with that metric"
                                                     : "metric of the profiles");
        ci_gate_complain(gate, EXIT_NO_MATCH, limit->origin, error.text);
        return;
    }
}

int ci_gate_finish(struct ci_gate *gate)
{
    /* A profile that could not be read may have had the metric that a limit is for. */
    if (!gate->problem)
        check_limits(gate);
    if (!gate->problem && gate->judged == 0)
        ci_gate_complain(gate, EXIT_NO_MATCH, "gate",
                         "no limit applies to any metric; add one, such as --limit @all=5%");
    if (gate->problem)
        return gate->problem;
    for (size_t i = 0; i < gate->n_findings; i++)
        if (ci_gate_fails(gate, &gate->findings[i]))
            return EXIT_REGRESSION;
    return 0;
}

const char *ci_gate_percent(struct ci_pool *pool, const struct ci_finding *finding)
{
    if (finding->base == finding->new)
        return "0%";
    if (finding->base == 0)
        return "from 0";
    double growth = (double)finding->new - (double)finding->base;
    return ci_pool_format(pool, "%+.2f%%", growth / (double)ci_measure_abs(finding->base) * 100);
}

const char *ci_gate_limit(struct ci_pool *pool, const struct ci_finding *finding)
{
    if (!finding->limit)
        return "-";
    const char *values = strrchr(finding->limit->text, '=') + 1;
    const char *hard = strchr(values, '|');
    if (!hard)
        return values;
    return finding->by_absolute ? hard + 1 : ci_pool_copy(pool, values, (size_t)(hard - values));
}

const char *ci_gate_sentence(struct ci_pool *pool, const struct ci_finding *finding)
{
    if (!finding->metric)
        return finding->verdict == CI_VERDICT_NEW ? "there is no base for it; --update makes one"
                                                  : "the base has it, but there is no new profile";
    if (finding->verdict == CI_VERDICT_NEW)
        return ci_pool_format(pool, "%s is not in the base; --update adds it", finding->metric);
    if (finding->verdict == CI_VERDICT_MISSING)
        return ci_pool_format(pool, "%s is in the base, but not in the new profile",
                              finding->metric);
    const char *advice =
        finding->verdict == CI_VERDICT_IMPROVED ? "; update the base to hold it: --update" : "";
    return ci_pool_format(
        pool, "%s of %s: %" PRId64 " -> %" PRId64 " %s (%s, limit %s)%s%s", finding->metric,
        finding->name, finding->base, finding->new, finding->unit, ci_gate_percent(pool, finding),
        ci_gate_limit(pool, finding), finding->renamed ? ", renamed" : "", advice);
}

const char *ci_gate_cause(struct ci_pool *pool, const struct ci_finding *finding,
                          const struct ci_cause *cause)
{
    const char *caller = "";
    if (cause->caller)
        caller = ci_pool_format(pool, ", called by %s (%s:%" PRId64 ")", cause->caller,
                                cause->caller_file, cause->caller_line);
    return ci_pool_format(pool, "%s: %" PRId64 " -> %" PRId64 " %s%s", cause->name, cause->base,
                          cause->new, finding->metric, caller);
}
