/* SPDX-License-Identifier: MIT */
/* junit.c - the gate's report as JUnit's XML: a test case for each finding. */
#include "gate/gate.h"

#include <inttypes.h>
#include <string.h>

/* Bytes that XML 1.0 does not allow become '?'. So do all bytes that are not ASCII, because they
 * may not be valid UTF-8.
 */
static void put_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '&')
            fputs("&amp;", out);
        else if (byte == '<')
            fputs("&lt;", out);
        else if (byte == '>')
            fputs("&gt;", out);
        else if (byte == '"')
            fputs("&quot;", out);
        else
            fputc((byte < ' ' && byte != '\n') || byte >= 0x7f ? '?' : byte, out);
    }
}

static void put_failure(struct ci_gate *gate, const struct ci_finding *finding, FILE *out)
{
    fputs("\n      <failure type=\"", out);
    put_text(out, ci_verdict_word(finding->verdict));
    fputs("\" message=\"", out);
    put_text(out, ci_gate_sentence(&gate->pool, finding));
    fputs("\">", out);
    for (size_t i = 0; i < finding->n_causes; i++) {
        const struct ci_cause *cause = &finding->causes[i];
        put_text(out, cause->file);
        fprintf(out, ":%" PRId64 ": ", cause->line);
        put_text(out, ci_gate_cause(&gate->pool, finding, cause));
        fputc('\n', out);
    }
    fputs("</failure>\n    ", out);
}

static void put_case(struct ci_gate *gate, const struct ci_finding *finding, FILE *out)
{
    fputs("    <testcase classname=\"", out);
    put_text(out, finding->profile);
    fputs("\" name=\"", out);
    if (finding->metric) {
        put_text(out, finding->metric);
        fputs(" of ", out);
    }
    put_text(out, finding->name);
    fputs("\">", out);
    if (ci_gate_fails(gate, finding)) {
        put_failure(gate, finding, out);
    } else if (finding->verdict != CI_VERDICT_PASS) {
        fputs("<system-out>", out);
        put_text(out, ci_gate_sentence(&gate->pool, finding));
        fputs("</system-out>", out);
    }
    fputs("</testcase>\n", out);
}

static void put_problem(const struct ci_gate *gate, FILE *out)
{
    fputs("  <testsuite name=\"cinstr gate\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
          "    <testcase classname=\"gate\" name=\"judged\"><error message=\"",
          out);
    put_text(out, gate->problem_text);
    fputs("\"></error></testcase>\n  </testsuite>\n", out);
}

void ci_gate_print_junit(struct ci_gate *gate, int status, FILE *out)
{
    (void)status; /* failures and errors have the rest */
    size_t failures = 0;
    for (size_t i = 0; i < gate->n_findings; i++)
        failures += ci_gate_fails(gate, &gate->findings[i]);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    if (gate->problem) {
        put_problem(gate, out);
    } else {
        fprintf(out,
                "  <testsuite name=\"cinstr gate\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
                gate->n_findings, failures);
        for (size_t i = 0; i < gate->n_findings; i++)
            put_case(gate, &gate->findings[i], out);
        fputs("  </testsuite>\n", out);
    }
    fputs("</testsuites>\n", out);
}
