/* SPDX-License-Identifier: MIT */
/* unquote.c - strings in Go's double quotes. */
#include "stat/token.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Appends RUNE in UTF-8; false for what is no character. */
static bool put_rune(char **out, uint32_t rune)
{
    if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
        return false;
    int tail = rune < 0x80 ? 0 : rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    *(*out)++ = (char)(lead[tail] | rune >> (6 * tail));
    while (tail-- > 0)
        *(*out)++ = (char)(0x80 | (rune >> (6 * tail) & 0x3f));
    return true;
}

/* COUNT digits of BASE at *TEXT; UINT32_MAX where there are fewer before CLOSE. */
static uint32_t take_number(const char **text, const char *close, int count, int base)
{
    char digits[9] = "", *end;
    if (close - *text < count)
        return UINT32_MAX;
    memcpy(digits, *text, (size_t)count);
    if (digits[0] == '-' || digits[0] == '+' || digits[0] == ' ')
        return UINT32_MAX;
    unsigned long value = strtoul(digits, &end, base);
    *text += count;
    return end == digits + count ? (uint32_t)value : UINT32_MAX;
}

/* One escape behind its backslash. */
static bool take_escape(const char **text, const char *close, char **out)
{
    static const char names[] = "abfnrtv\\\"", values[] = "\a\b\f\n\r\t\v\\\"";
    char name = **text;
    const char *known = name ? strchr(names, name) : NULL;
    uint32_t value;
    if (known) {
        ++*text;
        *(*out)++ = values[known - names];
        return true;
    }
    if (name >= '0' && name <= '7') {
        value = take_number(text, close, 3, 8);
    } else if (name == 'x') {
        ++*text;
        value = take_number(text, close, 2, 16);
    } else if (name == 'u' || name == 'U') {
        ++*text;
        return put_rune(out, take_number(text, close, name == 'u' ? 4 : 8, 16));
    } else {
        return false;
    }
    /* A NUL would end the C string early. */
    *(*out)++ = (char)value;
    return value > 0 && value < 256;
}

char *ci_stat_token_unquote(struct ci_pool *pool, const char *text, const char *close)
{
    char *word = ci_pool_alloc(pool, (size_t)(close - text) + 4, 1), *out = word;
    while (text < close) {
        char c = *text++;
        if (c == '\n')
            return NULL;
        if (c != '\\')
            *out++ = c;
        else if (text == close || !take_escape(&text, close, &out))
            return NULL;
    }
    return word;
}
