/* SPDX-License-Identifier: MIT */
/* demangle.c - names of C++ as the source has them; see demangle.h. */
#include "profile/demangle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of the C++ runtime. */
char *__cxa_demangle(const char *name, char *buffer, size_t *size, int *status);

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Bytes at TEXT that are no brackets although they look like some: "operator<<". */
static size_t whole_part(const char *text)
{
    static const char *const parts[] = {
        "(anonymous namespace)",
        "operator()",
        "operator<=>",
        "operator<<=",
        "operator>>=",
        "operator->*",
        "operator->",
        "operator<<",
        "operator>>",
        "operator<=",
        "operator>=",
        "operator<",
        "operator>",
        "operator ",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (starts(text, parts[i]))
            return strlen(parts[i]);
    if (*text != '{') /* {lambda(int)#1} */
        return 0;
    const char *end = strchr(text, '}');
    return end ? (size_t)(end + 1 - text) : 0;
}

/* Cuts what follows the parameters: " const", " [clone .cold]" stays. */
static size_t without_qualifiers(const char *name, size_t length)
{
    static const char *const ends[] = {" const", " volatile", "&"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends;) {
        size_t size = strlen(ends[i]);
        if (length > size && strncmp(name + length - size, ends[i], size) == 0) {
            length -= size;
            i = 0;
        } else {
            i++;
        }
    }
    return length;
}

static const char *shorten(struct ci_pool *pool, const char *full)
{
    char *name = ci_pool_copy(pool, full, strlen(full));
    size_t length = 0, start = 0;
    int depth = 0;
    for (const char *at = full; *at;) {
        size_t whole = depth == 0 ? whole_part(at) : 0;
        if (whole) {
            memcpy(name + length, at, whole);
            length += whole;
            at += whole;
            continue;
        }
        bool opens = *at == '(' || *at == '<', closes = *at == ')' || *at == '>';
        if (depth == 0 && !opens && !closes)
            name[length++] = *at;
        depth += opens - (closes && depth > 0);
        at++;
    }
    length = without_qualifiers(name, length);
    name[length] = '\0';
    /* A template's result stands before its name. */
    for (size_t i = 0; i < length; i++) {
        size_t whole = whole_part(name + i);
        if (whole && starts(name + i, "operator "))
            break; /* a conversion: its type follows */
        if (whole)
            i += whole - 1;
        else if (name[i] == ' ' && name[i + 1] != '[')
            start = i + 1;
    }
    return name + start;
}

const char *ci_demangle(struct ci_pool *pool, const char *name)
{
    int status;
    if (!starts(name, "_Z"))
        return NULL;
    char *full = __cxa_demangle(name, NULL, NULL, &status);
    const char *result = full ? shorten(pool, full) : NULL;
    free(full);
    return result;
}
