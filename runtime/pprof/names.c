/* SPDX-License-Identifier: MIT */
/*
 * names.c - the names that readers see.
 *
 * C++ names are demangled when the program has the demangler and may call malloc, and link-time
 * optimisation's
 * ".lto_priv.N" is dropped: it says no more than `static`, and names must not depend on how a
 * program was built. Functions of one name in several files then get the shortest tail of their
 * path that no other of them has: `usage@ls.c`, `init@net/setup.c`.
 */
#include "functions.h"
#include "../sort.h"

#include <stdlib.h>
#include <string.h>

/* There when libstdc++ is; the result comes from malloc. */
extern char *__cxa_demangle(const char *name, char *buffer, size_t *size, int *status)
    __attribute__((weak));

/* Copies a name without ".lto_priv.N"; `shown` has room for all of it. */
static void names_strip(char *shown, const char *name)
{
    static const char mark[] = ".lto_priv.";
    const char *cut = strstr(name, mark);
    if (!cut) {
        strcpy(shown, name);
        return;
    }
    memcpy(shown, name, (size_t)(cut - name));
    const char *rest = cut + sizeof mark - 1;
    while (*rest >= '0' && *rest <= '9')
        rest++;
    strcpy(shown + (cut - name), rest);
}

struct ci_string *ci_names_demangle(struct ci_strings *strings, const char *name)
{
    char *shown = ci_arena_get(strings->arena, strlen(name) + 1);
    if (!shown)
        return NULL;
    names_strip(shown, name);
    if (!__cxa_demangle || strings->bare || strncmp(shown, "_Z", 2) != 0)
        return ci_strings_add(strings, shown);
    int status = 0;
    char *demangled = __cxa_demangle(shown, NULL, NULL, &status);
    struct ci_string *string = ci_strings_add(strings, demangled ? demangled : shown);
    free(demangled);
    return string;
}

/* How many bytes two paths have in common at their ends. */
static size_t names_common_tail(const struct ci_string *left, const struct ci_string *right)
{
    size_t common = 0;
    while (common < left->length && common < right->length &&
           left->text[left->length - 1 - common] == right->text[right->length - 1 - common])
        common++;
    return common;
}

/* By shown name, then by path read from its end: paths alike at the end become neighbours. */
static int names_order(const void *left, const void *right)
{
    const struct ci_profile_function *one = left, *other = right;
    if (one->name != other->name)
        return strcmp(one->name->text, other->name->text);
    const struct ci_string *file = one->file, *other_file = other->file;
    size_t common = names_common_tail(file, other_file);
    if (common == file->length || common == other_file->length)
        return file->length < other_file->length ? -1 : file->length > other_file->length;
    return (unsigned char)file->text[file->length - 1 - common] -
           (unsigned char)other_file->text[other_file->length - 1 - common];
}

/* The shortest tail of whole components that the `common` last bytes do not cover. */
static const char *names_tail(const struct ci_string *file, size_t common)
{
    const char *tail = file->text + file->length - common;
    while (tail > file->text && tail[-1] != '/')
        tail--;
    return tail;
}

/* Names one function of a group: the longest tail shared with another file is a neighbour's. */
static struct ci_string *names_suffix(struct ci_strings *strings, struct ci_string *name,
                                      const struct ci_string *file, size_t common)
{
    const char *tail = names_tail(file, common);
    size_t tail_length = strlen(tail);
    char *text = ci_arena_get(strings->arena, name->length + tail_length + 2);
    if (!text)
        return NULL;
    memcpy(text, name->text, name->length);
    text[name->length] = '@';
    for (size_t i = 0; i < tail_length; i++) /* readers cut names at '(' */
        text[name->length + 1 + i] = tail[i] == '(' || tail[i] == ')' ? '_' : tail[i];
    return ci_strings_add(strings, text);
}

/* Renames functions [0, count), all of one shown name, unless they share one file. */
static bool names_settle_group(struct ci_strings *strings, struct ci_profile_function **group,
                               size_t count)
{
    struct ci_string *name = group[0]->name;
    if (group[0]->file == group[count - 1]->file)
        return true; /* sorted by file: all are of one */
    size_t before = 0;
    for (size_t at = 0; at < count;) {
        const struct ci_string *file = group[at]->file;
        size_t end = at;
        while (end < count && group[end]->file == file)
            end++;
        size_t after = end < count ? names_common_tail(file, group[end]->file) : 0;
        struct ci_string *shown =
            names_suffix(strings, name, file, after > before ? after : before);
        if (!shown)
            return false;
        for (; at < end; at++)
            group[at]->name = shown;
        before = after;
    }
    return true;
}

bool ci_names_settle(struct ci_functions *functions)
{
    struct ci_strings *strings = functions->strings;
    struct ci_profile_function **sorted =
        ci_arena_get(strings->arena, functions->count * sizeof *sorted);
    if (!sorted)
        return false;
    size_t count = 0;
    for (struct ci_profile_function *function = functions->first; function;
         function = function->next)
        sorted[count++] = function;
    if (!ci_sort(strings->arena, (void **)sorted, count, names_order))
        return false;
    for (size_t at = 0, end; at < count; at = end) {
        /* Compared before the group is renamed, so the names here are the plain ones. */
        for (end = at + 1; end < count && sorted[end]->name == sorted[at]->name; end++)
            ;
        if (!names_settle_group(strings, sorted + at, end - at))
            return false;
    }
    return true;
}
