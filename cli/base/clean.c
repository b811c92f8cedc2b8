/* SPDX-License-Identifier: MIT */
/* clean.c - replaces what a terminal, a reader's eye or a CI server would obey. */
#include "base/clean.h"
#include "common/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* U+2028 and U+2029 separate lines; the others change the direction of what follows. */
static bool is_obeyed(uint32_t rune)
{
    return rune < ' ' || (rune >= 0x7f && rune < 0xa0) || rune == 0x61c || rune == 0x200e ||
           rune == 0x200f || (rune >= 0x2028 && rune <= 0x202e) ||
           (rune >= 0x2066 && rune <= 0x2069);
}

/* Cleans the character at TEXT; returns its length. */
static size_t clean_character(char *text, size_t size, bool tabs_stay)
{
    uint32_t rune;
    size_t length = ci_utf8_decode(text, size, &rune);
    unsigned char byte = (unsigned char)*text;
    bool alone = length == 0; /* a byte that is no UTF-8, which may be Latin 1's control */
    length += alone;
    if (tabs_stay && byte == '\t')
        return length;
    if (alone ? byte >= 0x80 && byte < 0xa0 : is_obeyed(rune))
        memset(text, '?', length);
    return length;
}

/* Whether the byte can be left as it is without a look at its neighbours. */
static bool is_plain(char byte)
{
    return byte >= ' ' && byte != 0x7f && byte != '#';
}

static void clean(char *text, size_t length, bool is_line)
{
    for (size_t i = 0; i < length;) {
        if (is_plain(text[i])) {
            i++;
            continue;
        }
        if (length - i >= 3 && memcmp(text + i, "##[", 3) == 0)
            text[i + 1] = '?';
        i += clean_character(text + i, length - i, is_line);
    }
}

void ci_clean_line(char *line, size_t length)
{
    clean(line, length, true);
}

void ci_clean(char *text, size_t length)
{
    size_t start = 0;
    clean(text, length, false);
    while (start < length && text[start] == ' ')
        start++;
    if (length - start >= 2 && text[start] == ':' && text[start + 1] == ':')
        text[start] = '?';
}
