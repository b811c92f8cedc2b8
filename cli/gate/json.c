/* SPDX-License-Identifier: MIT */
/* json.c - the gate's report as one JSON object. */
#include "common/json.h"
#include "gate/gate.h"

#include <inttypes.h>

static void put_cause(FILE *out, const struct ci_cause *cause)
{
    fputc('{', out);
    ci_json_member(out, "", "function", cause->name);
    ci_json_member(out, ", ", "file", cause->file);
    fprintf(out, ", \"line\": %" PRId64 ", \"base\": %" PRId64 ", \"new\": %" PRId64, cause->line,
            cause->base, cause->new);
    if (cause->caller) {
        ci_json_member(out, ", ", "caller", cause->caller);
        ci_json_member(out, ", ", "caller_file", cause->caller_file);
        fprintf(out, ", \"caller_line\": %" PRId64, cause->caller_line);
    }
    fputc('}', out);
}

static void put_finding(FILE *out, const struct ci_finding *finding)
{
    fputs("    {", out);
    ci_json_member(out, "", "verdict",
                   finding->uncertain ? "uncertain" : ci_verdict_name(finding->verdict));
    ci_json_member(out, ", ", "profile", finding->profile);
    if (finding->metric) {
        ci_json_member(out, ", ", "metric", finding->metric);
        ci_json_member(out, ", ", "unit", finding->unit);
        ci_json_member(out, ", ", finding->is_total ? "of" : "function", finding->name);
        fprintf(out, ", \"base\": %" PRId64 ", \"new\": %" PRId64, finding->base, finding->new);
    }
    if (finding->limit) {
        ci_json_member(out, ", ", "limit", finding->limit->text);
        fprintf(out, ", \"by_absolute\": %s", finding->by_absolute ? "true" : "false");
    }
    fputs(", \"causes\": [", out);
    for (size_t i = 0; i < finding->n_causes; i++) {
        fputs(i ? ", " : "", out);
        put_cause(out, &finding->causes[i]);
    }
    fputs("]}", out);
}

void ci_gate_print_json(struct ci_gate *gate, int status, FILE *out)
{
    fprintf(out, "{\n  \"status\": %d,\n  ", status);
    if (gate->problem)
        ci_json_member(out, "", "problem", gate->problem_text);
    else
        fputs("\"problem\": null", out);
    fprintf(out, ",\n  \"judged\": %zu,\n  \"unchanged\": %zu,\n  \"findings\": [", gate->judged,
            gate->unchanged);
    for (size_t i = 0; i < gate->n_findings && !gate->problem; i++) {
        fputs(i ? ",\n" : "\n", out);
        put_finding(out, &gate->findings[i]);
    }
    fputs("\n  ]\n}\n", out);
}
