/* SPDX-License-Identifier: MIT */
/* gate_print.c - what the gate found; see gate.h. */
#include "common/json.h"
#include "stat/gate.h"

#include "stat/number.h"
#include "stat/print.h"

#include <math.h>

/* Notes first, failures last: a log ends with what has to be done. */
static const enum ci_verdict print_order[] = {CI_VERDICT_NEW,       CI_VERDICT_IMPROVED,
                                              CI_VERDICT_UNDECIDED, CI_VERDICT_UNSTEADY,
                                              CI_VERDICT_MISSING,   CI_VERDICT_REGRESSION};

static size_t count_verdict(const struct ci_stat_gate *gate, enum ci_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < gate->finding_count; i++)
        count += gate->findings[i].verdict == verdict;
    return count;
}

static const char *limit_text(struct ci_pool *pool, const struct ci_stat_finding *finding)
{
    const struct ci_limit *limit = finding->limit;
    if (!finding->by_absolute)
        return ci_pool_format(pool, "limit %s%%",
                              ci_stat_number_shortest(pool, limit->relative * 100));
    struct ci_stat_scale scale = ci_stat_scale_common(&limit->absolute, 1, finding->table->binary);
    return ci_pool_format(pool, "limit %s", ci_stat_scale_format(pool, scale, limit->absolute));
}

/* "520.0n -> 612.0n, +17.69%, limit 5%, p=0.003 n=10": what the verdict rests on. */
static const char *evidence(struct ci_pool *pool, const struct ci_stat_finding *finding)
{
    double centers[] = {finding->base->center, finding->cell->center};
    struct ci_stat_scale scale = ci_stat_scale_common(centers, 2, finding->table->binary);
    const char *change = isfinite(finding->change)
                             ? ci_pool_format(pool, "%+.2f%%", finding->change * 100)
                             : "from 0";
    const char *p = finding->table->exact ? "" : ci_pool_format(pool, "p=%.3f ", finding->p);
    return ci_pool_format(pool, "%s -> %s, %s, %s, %sn=%zu+%zu",
                          ci_stat_scale_format(pool, scale, centers[0]),
                          ci_stat_scale_format(pool, scale, centers[1]), change,
                          limit_text(pool, finding), p, finding->base->count, finding->cell->count);
}

static const char *explanation(struct ci_pool *pool, const struct ci_stat_finding *finding)
{
    switch (finding->verdict) {
    case CI_VERDICT_MISSING:
        return "the base has it, this input has not";
    case CI_VERDICT_NEW:
        return "not in the base, so not judged";
    case CI_VERDICT_UNSTEADY:
        return ci_pool_format(pool, "an exact unit varies between runs: %s",
                              finding->cell->summary_warning ? finding->cell->summary_warning
                                                             : finding->base->summary_warning);
    case CI_VERDICT_UNDECIDED:
        return ci_pool_format(pool, "%s: too few samples to tell it from noise",
                              evidence(pool, finding));
    case CI_VERDICT_IMPROVED:
        return ci_pool_format(pool, "%s: update the base to hold it", evidence(pool, finding));
    default:
        return evidence(pool, finding);
    }
}

static const char *describe(struct ci_pool *pool, const struct ci_stat_finding *finding)
{
    return ci_pool_format(pool, "%s %s %s in %s: %s", ci_verdict_word(finding->verdict),
                          finding->name, finding->table->unit, finding->column,
                          explanation(pool, finding));
}

static void print_finding(struct ci_pool *pool, const struct ci_stat_finding *finding,
                          bool markdown, FILE *out)
{
    const char *line = describe(pool, finding);
    if (markdown) {
        fputs("- ", out);
        ci_stat_markdown_text(out, line);
    } else {
        fputs(line, out);
    }
    putc('\n', out);
}

void ci_stat_gate_print(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                        bool markdown, FILE *out)
{
    fprintf(out, "\n%sgate: %s: %zu compared, %zu worse, %zu missing, %zu undecided%s",
            markdown ? "**" : "", gate->status ? "FAIL" : "PASS", gate->compared,
            count_verdict(gate, CI_VERDICT_REGRESSION), count_verdict(gate, CI_VERDICT_MISSING),
            count_verdict(gate, CI_VERDICT_UNSTEADY) + count_verdict(gate, CI_VERDICT_UNDECIDED),
            markdown ? "**\n\n" : "\n");
    for (size_t i = 0; i < sizeof(print_order) / sizeof(print_order[0]); i++) {
        for (size_t j = 0; j < gate->finding_count; j++) {
            const struct ci_stat_finding *finding = &gate->findings[j];
            if (finding->verdict == print_order[i])
                print_finding(tables->pool, finding, markdown, out);
        }
    }
    /* Elsewhere the command says it on stderr; a step summary is all that its reader sees. */
    if (gate->problem && markdown)
        fprintf(out, "- %s\n", gate->problem);
}

void ci_stat_gate_print_html(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                             FILE *out)
{
    fprintf(out,
            "<p><strong>gate: %s</strong>: %zu compared, %zu worse, %zu missing, %zu "
            "undecided</p>\n<ul>\n",
            gate->status ? "FAIL" : "PASS", gate->compared,
            count_verdict(gate, CI_VERDICT_REGRESSION), count_verdict(gate, CI_VERDICT_MISSING),
            count_verdict(gate, CI_VERDICT_UNSTEADY) + count_verdict(gate, CI_VERDICT_UNDECIDED));
    for (size_t i = 0; i < sizeof(print_order) / sizeof(print_order[0]); i++) {
        for (size_t j = 0; j < gate->finding_count; j++) {
            if (gate->findings[j].verdict != print_order[i])
                continue;
            fputs("<li>", out);
            ci_stat_html_text(out, describe(tables->pool, &gate->findings[j]));
            fputs("</li>\n", out);
        }
    }
    fputs("</ul>\n", out);
}

static void put_number(struct ci_pool *pool, FILE *out, const char *name, double value)
{
    fprintf(out, ", \"%s\": ", name);
    ci_stat_json_number(pool, out, value);
}

static void put_finding(struct ci_pool *pool, const struct ci_stat_finding *finding, FILE *out)
{
    fprintf(out, "{\"verdict\": \"%s\"", ci_verdict_name(finding->verdict));
    ci_json_member(out, ", ", "name", finding->name);
    ci_json_member(out, ", ", "unit", finding->table->unit);
    ci_json_member(out, ", ", "column", finding->column);
    put_number(pool, out, "limit", finding->limit->relative);
    put_number(pool, out, "limit_absolute",
               finding->limit->has_absolute ? finding->limit->absolute : NAN);
    if (finding->base && finding->cell) {
        put_number(pool, out, "base", finding->base->center);
        put_number(pool, out, "center", finding->cell->center);
        put_number(pool, out, "change", finding->change);
        put_number(pool, out, "p_holm", finding->table->exact ? NAN : finding->p);
        put_number(pool, out, "ratio_low", finding->ratio_low);
        put_number(pool, out, "ratio_high", finding->ratio_high);
    }
    putc('}', out);
}

void ci_stat_gate_print_json(const struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                             FILE *out)
{
    fprintf(out, "\"gate\": {\"status\": %d, \"compared\": %zu", gate->status, gate->compared);
    ci_json_member(out, ", ", "problem", gate->problem);
    fputs(",\n    \"findings\": [", out);
    for (size_t i = 0; i < gate->finding_count; i++) {
        fputs(i ? ",\n      " : "\n      ", out);
        put_finding(tables->pool, &gate->findings[i], out);
    }
    fputs("]}", out);
}
