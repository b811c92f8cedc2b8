/* SPDX-License-Identifier: MIT */
/*
 * github.c - the gate's report for GitHub's actions: annotations on stdout, and the Markdown
 * report at the end of the file that $GITHUB_STEP_SUMMARY names.
 */
#include "gate/gate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Texts of a workflow command are escaped; those of a property more so. */
static void put_text(FILE *out, const char *text, bool property)
{
    for (; *text; text++)
        if (*text == '%' || *text == '\r' || *text == '\n' ||
            (property && (*text == ':' || *text == ',')))
            fprintf(out, "%%%02X", (unsigned char)*text);
        else
            fputc(*text, out);
}

/* GitHub shows files by their paths in the repository. */
static const char *skip_workspace(const char *path)
{
    char here[4096];
    const char *workspace = getenv("GITHUB_WORKSPACE");
    if (!workspace || !*workspace)
        workspace = getcwd(here, sizeof here);
    size_t length = workspace ? strlen(workspace) : 0;
    if (length && strncmp(path, workspace, length) == 0 && path[length] == '/')
        return path + length + 1;
    return path;
}

static void put_annotation(FILE *out, const char *level, const char *file, int64_t line,
                           const char *title)
{
    fprintf(out, "::%s ", level);
    if (file && *file) {
        fputs("file=", out);
        put_text(out, skip_workspace(file), true);
        fprintf(out, ",line=%" PRId64 ",", line > 0 ? line : 1);
    }
    fputs("title=", out);
    put_text(out, title, true);
    fputs("::", out);
}

static void put_finding(struct ci_gate *gate, const struct ci_finding *finding, FILE *out)
{
    const char *sentence = ci_gate_sentence(&gate->pool, finding);
    const char *level = ci_gate_fails(gate, finding) ? "error" : "notice";
    const char *title = ci_pool_format(&gate->pool, "cinstr gate: %s", finding->profile);
    size_t count = finding->verdict == CI_VERDICT_REGRESSION ? finding->n_causes : 0;
    for (size_t i = 0; i < count; i++) {
        const struct ci_cause *cause = &finding->causes[i];
        put_annotation(out, level, cause->file, cause->line, title);
        put_text(out, ci_gate_cause(&gate->pool, finding, cause), false);
        put_text(out, "; ", false);
        put_text(out, sentence, false);
        fputc('\n', out);
    }
    if (count == 0) {
        put_annotation(out, level, NULL, 0, title);
        put_text(out, sentence, false);
        fputc('\n', out);
    }
}

static void append_summary(struct ci_gate *gate, int status)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    if (!path || !*path)
        return;
    FILE *file = fopen(path, "ae");
    if (file)
        ci_gate_print_markdown(gate, status, file);
    if (!file || fclose(file))
        fprintf(stderr, "cinstr: %s: the step summary cannot be written\n", path);
}

void ci_gate_print_github(struct ci_gate *gate, int status, FILE *out)
{
    if (gate->problem) {
        put_annotation(out, "error", NULL, 0, "cinstr gate");
        put_text(out, gate->problem_text, false);
        fputc('\n', out);
    }
    for (size_t i = 0; i < gate->n_findings && !gate->problem; i++)
        if (gate->findings[i].verdict != CI_VERDICT_PASS)
            put_finding(gate, &gate->findings[i], out);
    if (!gate->problem)
        fprintf(out, "gate: %s: %zu judged, %zu worse\n", status ? "FAIL" : "PASS", gate->judged,
                ci_gate_count(gate, CI_VERDICT_REGRESSION));
    append_summary(gate, status);
}
