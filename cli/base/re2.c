/* SPDX-License-Identifier: MIT */
/* re2.c - goes through an expression once and looks at escapes, groups and repetitions. */
#include "base/re2.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { REPEAT_MAX = 1000 };

struct scan {
    const char *at;
    struct ci_error *error;
};

/* Returns -1 with "REASON: `FRAGMENT`", where the fragment starts at `from`. */
static int refuse(struct scan *scan, const char *reason, const char *from, size_t length)
{
    return ci_error_set(scan->error, "error parsing regexp: %s: `%.*s`", reason, (int)length, from);
}

/* \x41, \x{10FFFF}, after the x. */
static int skip_hexadecimal(struct scan *scan, const char *start)
{
    size_t digits;
    if (*scan->at == '{') {
        digits = strspn(scan->at + 1, "0123456789abcdefABCDEF");
        if (digits > 0 && scan->at[1 + digits] == '}') {
            scan->at += digits + 2;
            return 0;
        }
    } else if (isxdigit((unsigned char)scan->at[0]) && isxdigit((unsigned char)scan->at[1])) {
        scan->at += 2;
        return 0;
    }
    return refuse(scan, "invalid escape sequence", start, (size_t)(scan->at - start));
}

/* \pN, \p{Greek}, \P{^Greek}, after the p. */
static int skip_property(struct scan *scan, const char *start)
{
    if (*scan->at == '{') {
        const char *close = strchr(scan->at, '}');
        if (close) {
            scan->at = close + 1;
            return 0;
        }
    } else if (isalpha((unsigned char)*scan->at)) {
        scan->at++;
        return 0;
    }
    return refuse(scan, "invalid character class range", start, strlen(start));
}

/* After a backslash. */
static int skip_escape(struct scan *scan, bool in_class)
{
    const char *start = scan->at - 1;
    char c = *scan->at;
    if (!c)
        return ci_error_set(scan->error,
                            "error parsing regexp: trailing backslash at end of expression: ``");
    scan->at++;
    if (c == 'x')
        return skip_hexadecimal(scan, start);
    if (c == 'p' || c == 'P')
        return skip_property(scan, start);
    if (c == 'Q' && !in_class) {
        const char *end = strstr(scan->at, "\\E");
        scan->at = end ? end + 2 : scan->at + strlen(scan->at);
        return 0;
    }
    if (c >= '1' && c <= '7' && *scan->at >= '0' && *scan->at <= '7')
        return 0; /* octal; a single digit would be a backreference */
    bool known = c == '0' || strchr(in_class ? "aftnrvdDsSwW" : "aftnrvdDsSwWAbBzC", c) ||
                 ispunct((unsigned char)c) || (unsigned char)c >= 0x80;
    return known ? 0 : refuse(scan, "invalid escape sequence", start, 2);
}

/* After the opening bracket. */
static int skip_class(struct scan *scan)
{
    const char *start = scan->at - 1;
    scan->at += *scan->at == '^';
    for (bool first = true; *scan->at != ']' || first; first = false) {
        if (!*scan->at)
            return refuse(scan, "missing closing ]", start, strlen(start));
        char c = *scan->at++;
        if (c == '\\' && skip_escape(scan, true))
            return -1;
        if (c == '[' && *scan->at == ':') { /* [:alpha:] */
            const char *end = strstr(scan->at, ":]");
            scan->at = end ? end + 2 : scan->at;
        }
    }
    scan->at++;
    return 0;
}

/* After "(": what may follow is "?:", flags, or a name. */
static int skip_group(struct scan *scan)
{
    const char *start = scan->at - 1;
    if (*scan->at == '*') /* PCRE2's verbs */
        return ci_error_set(scan->error,
                            "error parsing regexp: missing argument to repetition operator: `*`");
    if (*scan->at != '?')
        return 0;
    const char *name = scan->at[1] == 'P' && scan->at[2] == '<'           ? scan->at + 3
                       : scan->at[1] == '<' && !strchr("=!", scan->at[2]) ? scan->at + 2
                                                                          : NULL;
    if (name) {
        size_t length = 0;
        while (isalnum((unsigned char)name[length]) || name[length] == '_')
            length++;
        if (length == 0 || name[length] != '>')
            return refuse(scan, "invalid named capture", start, strlen(start));
        scan->at = name + length + 1;
        return 0;
    }
    const char *end = scan->at + 1;
    end += strspn(end, "imsU");
    if (*end == '-' && strspn(end + 1, "imsU") > 0)
        end += 1 + strspn(end + 1, "imsU");
    if ((*end == ':' || *end == ')') && !(*end == ')' && end == scan->at + 1)) {
        scan->at = end + (*end == ':');
        return 0;
    }
    return refuse(scan, "invalid or unsupported Perl syntax", start,
                  (size_t)(end - start) + (*end != '\0'));
}

/* "{2,5}" at the opening brace; returns its length, 0 where it is literal text, -1 after an error.
 */
static long repeat_length(struct scan *scan)
{
    char *end;
    const char *start = scan->at;
    if (!isdigit((unsigned char)start[1]))
        return 0;
    long least = strtol(start + 1, &end, 10), most = least;
    if (*end == ',') {
        end++;
        most = isdigit((unsigned char)*end) ? strtol(end, &end, 10) : least;
    }
    if (*end != '}')
        return 0;
    if (least > REPEAT_MAX || most > REPEAT_MAX || most < least)
        return refuse(scan, "invalid repeat count", start, (size_t)(end + 1 - start));
    return end + 1 - start;
}

/* At an operator of repetition: it and a '?' may come, no other one. */
static int skip_repetition(struct scan *scan)
{
    const char *start = scan->at;
    long length = *start == '{' ? repeat_length(scan) : 1;
    if (length < 0)
        return -1;
    if (length == 0) {
        scan->at++; /* literal brace */
        return 0;
    }
    scan->at += length;
    scan->at += *scan->at == '?';
    long more = *scan->at == '{'                        ? repeat_length(scan)
                : *scan->at && strchr("*+?", *scan->at) ? 1
                                                        : 0;
    if (more < 0)
        return -1;
    if (more > 0)
        return refuse(scan, "invalid nested repetition operator", start,
                      (size_t)(scan->at - start) + (size_t)more);
    return 0;
}

/* At the next construct. */
static int skip_construct(struct scan *scan)
{
    if (strchr("*+?{", *scan->at))
        return skip_repetition(scan);
    char c = *scan->at++;
    return c == '\\'  ? skip_escape(scan, false)
           : c == '[' ? skip_class(scan)
           : c == '(' ? skip_group(scan)
                      : 0;
}

int ci_re2_translate(const char *text, char *out, struct ci_error *error)
{
    struct scan scan = {text, error};
    while (*scan.at) {
        const char *start = scan.at;
        if (skip_construct(&scan))
            return -1;
        size_t length = (size_t)(scan.at - start);
        if (*start == '{' && length == 1) /* literal, and PCRE2 might think otherwise: {,3} */
            *out++ = '\\';
        memcpy(out, start, length);
        out += length;
    }
    *out = '\0';
    return 0;
}
