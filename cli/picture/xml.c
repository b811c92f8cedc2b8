/* SPDX-License-Identifier: MIT */
/* xml.c - characters that XML has a place for. */
#include "picture/xml.h"
#include "common/utf8.h"

#include <stdbool.h>
#include <string.h>

/* What draws nothing, breaks a line or turns the direction of the text around. */
static bool is_unseen(uint32_t rune)
{
    return (rune >= 0x80 && rune < 0xa0) || rune == 0x61c || (rune >= 0x200b && rune <= 0x200f) ||
           (rune >= 0x2028 && rune <= 0x202e) || (rune >= 0x2060 && rune <= 0x206f) ||
           rune == 0xfeff || (rune & 0xfffe) == 0xfffe;
}

static size_t take_rune(const char *text, size_t size, uint32_t *rune)
{
    size_t length = ci_utf8_decode(text, size, rune);
    if (length == 0 || is_unseen(*rune))
        *rune = CINSTR_REPLACEMENT;
    else if (*rune < ' ')
        *rune += 0x2400;
    else if (*rune == 0x7f)
        *rune = 0x2421;
    return length ? length : 1;
}

static void put_rune(FILE *out, uint32_t rune)
{
    if (rune < 0x80 && strchr("&<>\"'", (int)rune))
        fprintf(out, "&#%u;", rune);
    else if (rune < 0x80)
        fputc((int)rune, out);
    else
        fprintf(out, "&#x%x;", rune);
}

void ci_xml_text(FILE *out, const char *text, size_t most)
{
    size_t size = strlen(text), written = 0;
    uint32_t rune;
    for (size_t i = 0; i < size; written++) {
        size_t length = take_rune(text + i, size - i, &rune);
        if (most && written + 1 == most && i + length < size) {
            put_rune(out, 0x2026); /* an ellipsis */
            return;
        }
        put_rune(out, rune);
        i += length;
    }
}

size_t ci_xml_measure(const char *text)
{
    size_t size = strlen(text), count = 0;
    uint32_t rune;
    for (size_t i = 0; i < size; count++)
        i += take_rune(text + i, size - i, &rune);
    return count;
}
