/* SPDX-License-Identifier: MIT */
/* demangle.c - names of C++ as the source has them; see demangle.h. */
#include "profile/demangle.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of the static C++ runtime: hands the name out in parts; 0: it is no name of C++. */
int __gcclibcxx_demangle_callback(const char *name,
                                  void (*take)(const char *part, size_t length, void *context),
                                  void *context);

/* What is longer is left as the linker has it. A name that refers to its own parts doubles with
 * each ten letters: without a limit, a file of a hundred bytes would take hours. */
enum { LONGEST_NAME = 64 * 1024 };

/* The demangler has taken no memory but its stack's when the limit ends it. */
struct collector {
    struct ci_buffer name;
    jmp_buf too_long;
};

static void collect(const char *part, size_t length, void *context)
{
    struct collector *collector = context;
    if (collector->name.length + length > LONGEST_NAME)
        longjmp(collector->too_long, 1);
    ci_buffer_append(&collector->name, part, length);
}

static bool demangle(struct collector *collector, const char *name)
{
    if (setjmp(collector->too_long))
        return false;
    return __gcclibcxx_demangle_callback(name, collect, collector) == 0;
}

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
    struct collector collector = {.name.length = 0};
    if (!starts(name, "_Z"))
        return NULL;
    bool done = demangle(&collector, name) && collector.name.length;
    const char *result = done ? shorten(pool, collector.name.bytes) : NULL;
    ci_buffer_deinit(&collector.name);
    return result;
}
