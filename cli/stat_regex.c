/* SPDX-License-Identifier: MIT */
/* stat_regex.c - Go's regular expressions rewritten for regcomp(); see stat_regex.h. */
#include "stat_regex.h"

#include <stdbool.h>
#include <string.h>

/* Copies one escape of a bracket expression or outside one; *FROM is at the backslash. */
static void rewrite_escape(const char **from, char **out, bool bracket)
{
    char c = *++*from;
    if (c)
        ++*from;
    if (c == 'd') {
        *out = stpcpy(*out, bracket ? "0-9" : "[0-9]");
    } else if (c == 'D' && !bracket) {
        *out = stpcpy(*out, "[^0-9]");
    } else if (bracket && (c == 'w' || c == 's')) {
        *out = stpcpy(*out, c == 'w' ? "[:alnum:]_" : "[:space:]");
    } else {
        /* In brackets POSIX takes a backslash for itself, and "]" only escapes by its place. */
        if (!bracket)
            *(*out)++ = '\\';
        if (c)
            *(*out)++ = c;
    }
}

static void rewrite(const char *from, char *out)
{
    bool bracket = false, repeated = false;
    while (*from) {
        bool after_repeat = repeated;
        repeated = false;
        if (*from == '\\') {
            rewrite_escape(&from, &out, bracket);
            continue;
        }
        if (bracket) {
            bracket = *from != ']';
        } else if (*from == '[') {
            bracket = true;
            /* A first "]" or "^]" is a member. */
            *out++ = *from++;
            if (*from == '^')
                *out++ = *from++;
            if (*from == ']')
                *out++ = *from++;
            continue;
        } else if (strncmp(from, "(?:", 3) == 0) {
            *out++ = '(';
            from += 3;
            continue;
        } else if (*from == '?' && after_repeat) {
            from++;
            continue;
        }
        repeated = !bracket && (*from == '*' || *from == '+' || *from == '?' || *from == '}');
        *out++ = *from++;
    }
}

char *ci_stat_regex_compile(struct ci_strpool *pool, regex_t *regex, const char *expression)
{
    int flags = REG_EXTENDED | REG_NOSUB;
    if (strncmp(expression, "(?i)", 4) == 0) {
        flags |= REG_ICASE;
        expression += 4;
    }
    /* The longest rewriting is of "\s" in brackets: 2 bytes become 9. */
    char *posix = ci_strpool_alloc(pool, strlen(expression) * 5 + 8);
    rewrite(expression, posix);
    int status = regcomp(regex, posix, flags);
    if (status == 0)
        return NULL;
    char message[200];
    regerror(status, regex, message, sizeof(message));
    return ci_strpool_format(pool, "error parsing regexp: %s: `%s`", message, expression);
}
