/* SPDX-License-Identifier: MIT */
/*
 * benchfile_number.c - numbers in Go's syntax (strconv.ParseInt and ParseFloat), which differs from
 * strtod's: no leading space, hexadecimal needs an exponent and may have underscores.
 */
#include "stat/benchfile.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_NUMBER = 500 }; /* bytes; no measurement is written with more */

static const char bad_syntax[] = "invalid syntax";
static const char bad_range[] = "value out of range";

const char *ci_benchfile_integer(const char *text, size_t len, int64_t *value)
{
    size_t i = len && (text[0] == '-' || text[0] == '+');
    bool negative = len && text[0] == '-';
    uint64_t magnitude = 0, limit = (uint64_t)INT64_MAX + negative;
    bool overflow = false;
    if (i == len)
        return bad_syntax;
    for (; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return bad_syntax;
        uint64_t digit = (uint64_t)(text[i] - '0');
        overflow = overflow || magnitude > (limit - digit) / 10;
        magnitude = overflow ? limit : magnitude * 10 + digit;
    }
    if (overflow)
        return bad_range;
    *value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return NULL;
}

/*
 * Copies a run of digits to *OUT. Underscores between two digits are dropped, and so is one after
 * the prefix of a hexadecimal number (AFTER_PREFIX); false at another underscore.
 */
static bool take_digits(const char **text, const char *end, bool hex, bool after_prefix, char **out,
                        size_t *digits)
{
    bool may_separate = after_prefix, separated = false;
    for (; *text < end; ++*text) {
        unsigned char c = (unsigned char)**text;
        if (hex ? isxdigit(c) : isdigit(c)) {
            *(*out)++ = (char)c;
            ++*digits;
            may_separate = true;
            separated = false;
        } else if (c == '_' && may_separate) {
            may_separate = false;
            separated = true;
        } else {
            break;
        }
    }
    return !separated && (*text == end || **text != '_');
}

/* Rewrites the number as one that strtod reads the same way; false where Go would refuse it. */
static bool normalise(const char *text, const char *end, char *out)
{
    size_t digits = 0, exponent_digits = 0;
    if (text < end && (*text == '+' || *text == '-'))
        *out++ = *text++;
    bool hex = end - text > 2 && text[0] == '0' && (text[1] | 32) == 'x';
    if (hex) {
        *out++ = *text++;
        *out++ = *text++;
    }
    if (!take_digits(&text, end, hex, hex, &out, &digits))
        return false;
    if (text < end && *text == '.') {
        *out++ = *text++;
        if (!take_digits(&text, end, hex, false, &out, &digits))
            return false;
    }
    if (!digits)
        return false;
    if (text < end && (*text | 32) == (hex ? 'p' : 'e')) {
        *out++ = *text++;
        if (text < end && (*text == '+' || *text == '-'))
            *out++ = *text++;
        if (!take_digits(&text, end, false, false, &out, &exponent_digits) || !exponent_digits)
            return false;
    } else if (hex) {
        return false;
    }
    return text == end;
}

static bool is_infinity(const char *text)
{
    text += *text == '+' || *text == '-';
    return strcasecmp(text, "inf") == 0 || strcasecmp(text, "infinity") == 0;
}

const char *ci_benchfile_float(const char *text, size_t len, double *value)
{
    char copy[MAX_NUMBER + 1], plain[MAX_NUMBER + 1] = "";
    if (len > MAX_NUMBER)
        return bad_syntax;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (is_infinity(copy)) {
        *value = copy[0] == '-' ? -INFINITY : INFINITY;
        return NULL;
    }
    if (strcasecmp(copy, "nan") == 0) {
        *value = NAN;
        return NULL;
    }
    if (!normalise(copy, copy + len, plain))
        return bad_syntax;
    *value = strtod(plain, NULL);
    return isinf(*value) ? bad_range : NULL;
}
