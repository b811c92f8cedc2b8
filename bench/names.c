/* SPDX-License-Identifier: MIT */
/* names.c - rewriting and numbering of sub-benchmark names. */
#include "names.h"

#include "common/utf8.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ci_name {
    struct ci_name *next;
    int count;
    char text[];
};

static bool in_ranges(uint32_t rune, const uint32_t ranges[][2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rune >= ranges[i][0] && rune <= ranges[i][1])
            return true;
    return false;
}

static bool is_space(uint32_t rune)
{
    static const uint32_t spaces[][2] = {
        {'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xa0, 0xa0},     {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
    };
    return in_ranges(rune, spaces, sizeof spaces / sizeof *spaces);
}

static bool is_printable(uint32_t rune)
{
    static const uint32_t unprintable[][2] = {
        {0, 0x1f},        {0x7f, 0xa0},     {0xad, 0xad},        {0x200b, 0x200f},
        {0x2028, 0x202f}, {0x205f, 0x206f}, {0xe000, 0xf8ff},    {0xfeff, 0xfeff},
        {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0x10ffff},
    };
    return !in_ranges(rune, unprintable, sizeof unprintable / sizeof *unprintable);
}

/* Writes the escape that a Go rune literal would have. Returns its length. */
static size_t escape(char *out, uint32_t rune)
{
    if (rune == '\a')
        return (size_t)sprintf(out, "\\a");
    if (rune == '\b')
        return (size_t)sprintf(out, "\\b");
    if (rune < ' ' || rune == 0x7f)
        return (size_t)sprintf(out, "\\x%02x", rune);
    return (size_t)sprintf(out, rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune);
}

char *ci_names_rewrite(const char *name)
{
    char *result = malloc(strlen(name) * 6 + 1); /* one byte gives at most "\x00", two "\u0080" */
    if (!result)
        return NULL;
    char *out = result;
    for (const char *s = name; *s;) {
        uint32_t rune;
        size_t length = ci_utf8_decode(s, strlen(s), &rune);
        if (is_space(rune)) {
            *out++ = '_';
        } else if (!is_printable(rune)) {
            out += escape(out, rune);
        } else if (rune == CINSTR_REPLACEMENT) {
            out = (char *)memcpy(out, "\xef\xbf\xbd", 3) + 3;
        } else {
            out = (char *)memcpy(out, s, length) + length;
        }
        s += length ? length : 1;
    }
    *out = '\0';
    return result;
}

/* The entry of a name, made when it is not there; NULL without memory. */
static struct ci_name *get_name(struct ci_names *names, const char *text)
{
    for (struct ci_name *name = names->first; name; name = name->next)
        if (strcmp(name->text, text) == 0)
            return name;
    struct ci_name *name = calloc(1, sizeof *name + strlen(text) + 1);
    if (!name)
        return NULL;
    strcpy(name->text, text);
    name->next = names->first;
    names->first = name;
    return name;
}

/*
 * Whether `base` looks like "prefix#NN" and that number was already given to another "prefix": the
 * name, though new, would be given out twice.
 */
static bool is_taken_number(struct ci_names *names, const char *base)
{
    const char *mark = strrchr(base, '#');
    if (!mark || strlen(mark + 1) < 2 || (strlen(mark + 1) > 2 && mark[1] == '0') ||
        strspn(mark + 1, "0123456789") != strlen(mark + 1) || strlen(mark + 1) > 9)
        return false;
    size_t length = (size_t)(mark - base);
    if (strcmp(mark, "#00") == 0 && (length == 0 || base[length - 1] != '/'))
        return false;
    for (const struct ci_name *name = names->first; name; name = name->next)
        if (strlen(name->text) == length && memcmp(name->text, base, length) == 0)
            return atoi(mark + 1) < name->count;
    return false;
}

char *ci_names_unique(struct ci_names *names, const char *parent, const char *name)
{
    size_t size = strlen(parent) + strlen(name) + 16;
    char *base = malloc(size), *numbered = malloc(size);
    struct ci_name *entry = NULL;
    if (base && numbered) {
        snprintf(base, size, "%s/%s", parent, name);
        entry = get_name(names, base);
    }
    while (entry) {
        int count = entry->count++;
        if (count == 0 && *name && !is_taken_number(names, base)) {
            free(numbered);
            return base;
        }
        if (count == 0 && *name)
            continue;
        snprintf(numbered, size, "%s#%02d", base, count);
        struct ci_name *other = get_name(names, numbered);
        if (!other)
            break;
        if (other->count == 0) {
            free(base);
            return numbered;
        }
    }
    free(base);
    free(numbered);
    return NULL;
}

void ci_names_deinit(struct ci_names *names)
{
    while (names->first) {
        struct ci_name *next = names->first->next;
        free(names->first);
        names->first = next;
    }
}
