/* SPDX-License-Identifier: MIT */
/* text.c - the gate's report for people: a table, then all that asks for a reaction. */
#include "gate/gate.h"
#include "base/markdown.h"

#include <inttypes.h>
#include <string.h>

/* Notes first, failures last: a log ends with what has to be done. */
static const enum ci_verdict print_order[] = {CI_VERDICT_NEW, CI_VERDICT_IMPROVED,
                                              CI_VERDICT_MISSING, CI_VERDICT_REGRESSION};

static void print_summary(const struct ci_gate *gate, int status, FILE *out)
{
    fprintf(out, "gate: %s: %zu judged, %zu worse, %zu missing, %zu improved, %zu new",
            status ? "FAIL" : "PASS", gate->judged, ci_gate_count(gate, CI_VERDICT_REGRESSION),
            ci_gate_count(gate, CI_VERDICT_MISSING), ci_gate_count(gate, CI_VERDICT_IMPROVED),
            ci_gate_count(gate, CI_VERDICT_NEW));
}

/* Widths of the first columns of the text. */
struct widths {
    int profile, metric;
};

static struct widths measure(const struct ci_gate *gate)
{
    struct widths widths = {strlen("profile"), strlen("metric")};
    for (size_t i = 0; i < gate->n_findings; i++) {
        const struct ci_finding *finding = &gate->findings[i];
        int profile = (int)strlen(finding->profile);
        int metric = finding->metric ? (int)strlen(finding->metric) : 0;
        widths.profile = profile > widths.profile ? profile : widths.profile;
        widths.metric = metric > widths.metric ? metric : widths.metric;
    }
    return widths;
}

static void print_row(struct ci_gate *gate, const struct ci_finding *finding, struct widths widths,
                      bool markdown, FILE *out)
{
    const char *percent = ci_gate_percent(&gate->pool, finding);
    const char *limit = ci_gate_limit(&gate->pool, finding);
    bool judged = finding->limit || finding->verdict != CI_VERDICT_PASS;
    struct ci_pool *pool = &gate->pool;
    const char *verdict = judged ? ci_gate_word(finding) : "-";
    if (markdown)
        fprintf(out, "| %s | %s | %" PRId64 " | %" PRId64 " | %s | %s | %s | %s |\n",
                ci_markdown_text(pool, finding->profile, true),
                ci_markdown_text(pool, finding->metric, true), finding->base, finding->new, percent,
                limit, verdict, ci_markdown_code(pool, finding->name, true));
    else
        fprintf(out, "%-*s %-*s %15" PRId64 " %15" PRId64 " %12s %8s  %-10s  %s\n", widths.profile,
                finding->profile, widths.metric, finding->metric, finding->base, finding->new,
                percent, limit, verdict, finding->name);
}

static size_t count_uncertain(const struct ci_gate *gate)
{
    size_t count = 0;
    for (size_t i = 0; i < gate->n_findings; i++)
        count += gate->findings[i].uncertain;
    return count;
}

static void print_table(struct ci_gate *gate, bool markdown, FILE *out)
{
    struct widths widths = measure(gate);
    if (markdown)
        fputs("| profile | metric | base | new | change | limit | verdict | of |\n"
              "|---|---|--:|--:|--:|--:|---|---|\n",
              out);
    else
        fprintf(out, "%-*s %-*s %15s %15s %12s %8s  %-10s  %s\n", widths.profile, "profile",
                widths.metric, "metric", "base", "new", "change", "limit", "verdict", "of");
    for (size_t i = 0; i < gate->n_findings; i++)
        if (gate->findings[i].metric)
            print_row(gate, &gate->findings[i], widths, markdown, out);
    if (gate->unchanged)
        fprintf(out, "%sUnchanged functions that a limit is for: %zu\n", markdown ? "\n" : "",
                gate->unchanged);
    if (count_uncertain(gate))
        fprintf(out,
                "%sChanged by no more than the profiles may be off, so neither worse nor improved "
                "without --uncertain: %zu\n",
                markdown ? "\n" : "", count_uncertain(gate));
}

/* A text as the format writes it in a line. */
static const char *in_line(struct ci_gate *gate, const char *text, bool markdown)
{
    return markdown ? ci_markdown_text(&gate->pool, text, false) : text;
}

static void print_finding(struct ci_gate *gate, const struct ci_finding *finding, bool markdown,
                          FILE *out)
{
    fprintf(out, markdown ? "- **%s** %s: %s\n" : "%s %s: %s\n", ci_verdict_word(finding->verdict),
            in_line(gate, finding->profile, markdown),
            in_line(gate, ci_gate_sentence(&gate->pool, finding), markdown));
    if (finding->verdict != CI_VERDICT_REGRESSION)
        return;
    for (size_t i = 0; i < finding->n_causes; i++) {
        const struct ci_cause *cause = &finding->causes[i];
        const char *place = ci_pool_format(&gate->pool, "%s:%" PRId64, cause->file, cause->line);
        const char *text = ci_gate_cause(&gate->pool, finding, cause);
        if (markdown)
            fprintf(out, "  - %s %s\n", ci_markdown_code(&gate->pool, place, false),
                    in_line(gate, text, true));
        else
            fprintf(out, "    %s: %s\n", place, text);
    }
}

static void print_findings(struct ci_gate *gate, bool markdown, FILE *out)
{
    for (size_t i = 0; i < sizeof print_order / sizeof *print_order; i++)
        for (size_t j = 0; j < gate->n_findings; j++)
            if (gate->findings[j].verdict == print_order[i])
                print_finding(gate, &gate->findings[j], markdown, out);
}

void ci_gate_print_text(struct ci_gate *gate, int status, FILE *out)
{
    if (gate->problem)
        return; /* it is on stderr */
    print_table(gate, false, out);
    fputc('\n', out);
    print_summary(gate, status, out);
    fputc('\n', out);
    print_findings(gate, false, out);
}

void ci_gate_print_markdown(struct ci_gate *gate, int status, FILE *out)
{
    fputs("### cinstr gate\n\n", out);
    if (gate->problem) {
        fprintf(out, "**gate: not judged:** %s\n",
                ci_markdown_text(&gate->pool, gate->problem_text, false));
        return;
    }
    print_table(gate, true, out);
    fputs("\n**", out);
    print_summary(gate, status, out);
    fputs("**\n\n", out);
    print_findings(gate, true, out);
}
