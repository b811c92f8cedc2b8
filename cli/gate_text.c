/* SPDX-License-Identifier: MIT */
/* gate_text.c - the gate's report for people: a table, then all that asks for something. */
#include "gate.h"

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

static void print_row(struct ci_gate *gate, const struct ci_finding *finding, bool markdown,
                      FILE *out)
{
    fprintf(out,
            markdown ? "| %s | %s | %" PRId64 " | %" PRId64 " | %s | %s | %s | `%s` |\n"
                     : "%-16s %-14s %15" PRId64 " %15" PRId64 " %10s %8s  %-10s  %s\n",
            finding->profile, finding->metric, finding->base, finding->new,
            ci_gate_percent(&gate->pool, finding), ci_gate_limit(&gate->pool, finding),
            ci_gate_verdict(finding->verdict), finding->name);
}

static void print_table(struct ci_gate *gate, bool markdown, FILE *out)
{
    if (markdown)
        fputs("| profile | metric | base | new | change | limit | verdict | of |\n"
              "|---|---|--:|--:|--:|--:|---|---|\n",
              out);
    else
        fprintf(out, "%-16s %-14s %15s %15s %10s %8s  %-10s  %s\n", "profile", "metric", "base",
                "new", "change", "limit", "verdict", "of");
    for (size_t i = 0; i < gate->n_findings; i++)
        if (gate->findings[i].metric)
            print_row(gate, &gate->findings[i], markdown, out);
    if (gate->unchanged)
        fprintf(out,
                markdown ? "\n%zu limits of functions hold without any change.\n"
                         : "%zu limits of functions hold without any change\n",
                gate->unchanged);
}

static void print_finding(struct ci_gate *gate, const struct ci_finding *finding, bool markdown,
                          FILE *out)
{
    fprintf(out, markdown ? "- **%s** %s: %s\n" : "%s %s: %s\n", ci_gate_verdict(finding->verdict),
            finding->profile, ci_gate_sentence(&gate->pool, finding));
    if (finding->verdict != CI_VERDICT_REGRESSION)
        return;
    for (size_t i = 0; i < finding->n_causes; i++) {
        const struct ci_cause *cause = &finding->causes[i];
        fprintf(out, markdown ? "  - `%s:%" PRId64 "` %s\n" : "    %s:%" PRId64 ": %s\n",
                cause->file, cause->line, ci_gate_cause(&gate->pool, finding, cause));
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
        fprintf(out, "**gate: not judged:** %s\n", gate->problem_text);
        return;
    }
    print_table(gate, true, out);
    fputs("\n**", out);
    print_summary(gate, status, out);
    fputs("**\n\n", out);
    print_findings(gate, true, out);
}
