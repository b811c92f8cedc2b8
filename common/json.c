/* SPDX-License-Identifier: MIT */
/* json.c - the strings of JSON. */
#include "common/json.h"

#include "common/utf8.h"

#include <string.h>

void ci_json_string(FILE *out, const char *text, size_t size, enum ci_json_style style)
{
    static const char letters[] = "n\nr\rt\t";
    fputc('"', out);
    for (size_t i = 0; i < size;) {
        uint32_t rune;
        size_t length = ci_utf8_decode(text + i, size - i, &rune);
        const char *letter =
            style == CI_JSON_GO && rune && rune <= '\r' ? strchr(letters, (int)rune) : NULL;
        if (length == 0)
            fputs("\\ufffd", out);
        else if (rune == '"' || rune == '\\')
            fprintf(out, "\\%c", (int)rune);
        else if (letter)
            fprintf(out, "\\%c", letter[-1]);
        else if (rune < ' ' || (style == CI_JSON_PLAIN && rune == 0x7f) ||
                 (style == CI_JSON_GO && (rune == '<' || rune == '>' || rune == '&')))
            fprintf(out, "\\u%04x", (unsigned)rune);
        else
            fwrite(text + i, 1, length, out);
        i += length ? length : 1;
    }
    fputc('"', out);
}

void ci_json_text(FILE *out, const char *text)
{
    if (text)
        ci_json_string(out, text, strlen(text), CI_JSON_PLAIN);
    else
        fputs("null", out);
}

void ci_json_member(FILE *out, const char *separator, const char *name, const char *text)
{
    fprintf(out, "%s\"%s\": ", separator, name);
    ci_json_text(out, text);
}
