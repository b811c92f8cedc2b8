/* SPDX-License-Identifier: MIT */
/* json.c - the gate's report as one JSON object. */
#include "gate/gate.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/*
 * A text as a JSON string. Names of files and functions may be any bytes; what is not ASCII goes
 * out as it is when it is a whole UTF-8 sequence, and as U+FFFD otherwise.
 */
static size_t utf8_length(const unsigned char *text)
{
    size_t length = *text >= 0xf0 ? 4 : *text >= 0xe0 ? 3 : 2;
    if (*text < 0xc2 || *text > 0xf4)
        return 0;
    /* The second byte excludes overlong forms, surrogates and what is beyond U+10FFFF. */
    if ((*text == 0xe0 && text[1] < 0xa0) || (*text == 0xed && text[1] > 0x9f) ||
        (*text == 0xf0 && text[1] < 0x90) || (*text == 0xf4 && text[1] > 0x8f))
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static void put_string(FILE *out, const char *name, const char *text)
{
    fprintf(out, "\"%s\": \"", name);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        size_t length = *at < 0x80 ? 1 : utf8_length(at);
        if (length == 0) {
            fputs("\\ufffd", out);
        } else if (length > 1) {
            fwrite(at, 1, length, out);
            at += length - 1;
        } else if (*at < ' ' || *at == 0x7f) {
            fprintf(out, "\\u%04x", *at);
        } else {
            if (*at == '"' || *at == '\\')
                fputc('\\', out);
            fputc(*at, out);
        }
    }
    fputc('"', out);
}

static void put_cause(FILE *out, const struct ci_cause *cause)
{
    fputc('{', out);
    put_string(out, "function", cause->name);
    fputs(", ", out);
    put_string(out, "file", cause->file);
    fprintf(out, ", \"line\": %" PRId64 ", \"base\": %" PRId64 ", \"new\": %" PRId64, cause->line,
            cause->base, cause->new);
    if (cause->caller) {
        fputs(", ", out);
        put_string(out, "caller", cause->caller);
        fputs(", ", out);
        put_string(out, "caller_file", cause->caller_file);
        fprintf(out, ", \"caller_line\": %" PRId64, cause->caller_line);
    }
    fputc('}', out);
}

static const char *verdict_word(enum ci_verdict verdict, char word[16])
{
    const char *text = ci_gate_verdict(verdict);
    size_t length = 0;
    for (; text[length] && length < 15; length++)
        word[length] = (char)tolower((unsigned char)text[length]);
    word[length] = '\0';
    return word;
}

static void put_finding(FILE *out, const struct ci_finding *finding)
{
    char word[16];
    fputs("    {", out);
    put_string(out, "verdict", verdict_word(finding->verdict, word));
    fputs(", ", out);
    put_string(out, "profile", finding->profile);
    if (finding->metric) {
        fputs(", ", out);
        put_string(out, "metric", finding->metric);
        fputs(", ", out);
        put_string(out, "unit", finding->unit);
        fputs(", ", out);
        put_string(out, finding->is_total ? "of" : "function", finding->name);
        fprintf(out, ", \"base\": %" PRId64 ", \"new\": %" PRId64, finding->base, finding->new);
    }
    if (finding->limit) {
        fputs(", ", out);
        put_string(out, "limit", finding->limit->text);
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
        put_string(out, "problem", gate->problem_text);
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
