/* SPDX-License-Identifier: MIT */
/* output_name.c - expands the template of a profile's name. */
#define _GNU_SOURCE
#include "output.h"
#include "place.h"
#include "process.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* Written once, before main; "" until then. */
static char program[NAME_MAX + 1];

void ci_output_note_program(void)
{
    strncpy(program, program_invocation_short_name, sizeof program - 1);
}

/* The name has no slash, so it is one component of the path whatever it is. */
const char *ci_output_program(void)
{
    const char *name = *program ? program : program_invocation_short_name;
    return *name && !strchr(name, '/') ? name : "program";
}

/* Appends what a letter of the template stands for; false: no such letter. */
static bool append_letter(struct ci_text *text, char letter, const char *kind)
{
    switch (letter) {
    case 'e':
        ci_text_append_string(text, ci_output_program());
        return true;
    case 'p':
        ci_text_append_number(text, (unsigned long)ci_process_id());
        return true;
    case 't':
        ci_text_append_string(text, kind);
        return true;
    case '%':
        ci_text_append(text, "%", 1);
        return true;
    default:
        return false;
    }
}

size_t ci_output_stem(const char *path)
{
    const size_t tail = sizeof CI_OUTPUT_EXTENSION - 1, length = strlen(path);
    return length > tail && !strcmp(path + length - tail, CI_OUTPUT_EXTENSION) ? length - tail
                                                                               : length;
}

/* Puts the mark and a word, or the process id, before the name's ".pb.gz", or at its end. */
static void tell_apart(struct ci_text *text, char mark, const char *word)
{
    size_t stem = ci_output_stem(text->bytes);
    bool extended = stem < text->length;
    text->bytes[text->length = stem] = '\0';
    ci_text_append(text, &mark, 1);
    if (word)
        ci_text_append_string(text, word);
    else
        ci_text_append_number(text, (unsigned long)ci_process_id());
    if (extended)
        ci_text_append_string(text, CI_OUTPUT_EXTENSION);
}

/* What a template was found to contain. */
struct met {
    bool pid, kind;
};

static bool fill_in(struct ci_text *text, const char *template, const char *kind, struct met *met)
{
    for (; *template && text->fits; template ++) {
        if (*template != '%') {
            ci_text_append(text, template, 1);
            continue;
        }
        met->pid |= *++template == 'p';
        met->kind |= *template == 't';
        if (!append_letter(text, *template, kind))
            return false;
    }
    return text->fits;
}

bool ci_output_collects(const char *template)
{
    size_t length = strlen(template);
    return length && template[length - 1] == '/';
}

bool ci_output_mark(char *path, size_t size, const char *word, unsigned number)
{
    char mark[32];
    struct ci_text text = ci_text_after(path, size, strlen(path));
    struct ci_text marked = ci_text_begin(mark, sizeof mark);
    ci_text_append_string(&marked, word);
    for (unsigned next = 100; !*word && next > 1 && number < next; next /= 10)
        ci_text_append(&marked, "0", 1);
    ci_text_append_number(&marked, number);
    tell_apart(&text, '-', mark);
    return text.fits && marked.fits;
}

bool ci_output_path(char *path, size_t size, const char *template, const char *kind, bool forked)
{
    struct ci_text text = ci_text_begin(path, size);
    struct met met = {false, false};
    bool is_main = !strcmp(kind, ci_kind_word(CI_KIND_PROF));
    if (!fill_in(&text, template, kind, &met) || !text.length)
        return false;
    if (ci_output_collects(template) && !fill_in(&text, "%e.%t.%p.pb.gz", kind, &met))
        return false;
    if (ci_place_is_stream(path)) {
        if (!met.kind && !is_main)
            *path = '\0';
        return true;
    }
    if (!met.kind && !is_main)
        tell_apart(&text, '.', kind);
    if (forked && !met.pid)
        tell_apart(&text, '.', NULL);
    return text.fits;
}
