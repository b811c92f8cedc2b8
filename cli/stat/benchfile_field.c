/* SPDX-License-Identifier: MIT */
/* benchfile_field.c - fields and `key: value` lines, split at what Unicode calls white space. */
#include "common/utf8.h"
#include "stat/benchfile.h"

#include <locale.h>
#include <string.h>
#include <wctype.h>

/* One character of UTF-8; a byte that starts none counts as U+FFFD of length 1. */
static uint32_t decode(const char *text, const char *end, size_t *len)
{
    uint32_t rune;
    *len = ci_utf8_decode(text, (size_t)(end - text), &rune);
    *len += *len == 0;
    return rune;
}

/* Unicode's White_Space property; iswspace() leaves out the no-break spaces. */
static bool is_space(uint32_t rune)
{
    return (rune >= '\t' && rune <= '\r') || rune == ' ' || rune == 0x85 || rune == 0xa0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

/* The C library's tables for non-ASCII letters, whatever locale the process runs in. */
static locale_t unicode_locale(void)
{
    static locale_t locale;
    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return locale;
}

static bool is_lower(uint32_t rune)
{
    if (rune < 0x80)
        return rune >= 'a' && rune <= 'z';
    return unicode_locale() && iswlower_l((wint_t)rune, unicode_locale());
}

static bool is_upper(uint32_t rune)
{
    if (rune < 0x80)
        return rune >= 'A' && rune <= 'Z';
    return unicode_locale() && iswupper_l((wint_t)rune, unicode_locale());
}

const char *ci_benchfile_field(const char **text, const char *end, size_t *len)
{
    const char *field = *text;
    size_t width;
    while (field < end && is_space(decode(field, end, &width)))
        field += width;
    const char *stop = field;
    while (stop < end && !is_space(decode(stop, end, &width)))
        stop += width;
    *text = stop;
    *len = (size_t)(stop - field);
    return *len ? field : NULL;
}

bool ci_benchfile_keyvalue(const char *line, size_t len, size_t *key_len, const char **value)
{
    const char *end = line + len, *at = line;
    for (size_t width; at < end && *at != ':'; at += width) {
        uint32_t rune = decode(at, end, &width);
        if (at == line && !is_lower(rune))
            return false;
        if (is_space(rune) || is_upper(rune))
            return false;
    }
    if (at == line || at == end)
        return false;
    *key_len = (size_t)(at - line);
    *value = at + 1;
    if (*value == end)
        return true;
    /* Only blanks and tabs separate; "key:value" is no configuration. */
    while (*value < end && (**value == ' ' || **value == '\t'))
        ++*value;
    return *value > at + 1;
}
