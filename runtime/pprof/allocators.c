/* SPDX-License-Identifier: MIT */
/* allocators.c - see allocators.h. */
#include "allocators.h"
#include "functions.h"

#include <string.h>

enum { ALLOCATORS_MAX = 256 };

struct allocators {
    const struct ci_string *names[ALLOCATORS_MAX];
    size_t count;
    size_t size; /* of all names, quoted */
};

static bool allocators_know(const struct allocators *known, const struct ci_string *name)
{
    for (size_t i = 0; i < known->count; i++)
        if (known->names[i] == name)
            return true;
    return false;
}

static bool allocators_add(struct allocators *known, const struct ci_string *name)
{
    if (!name)
        return false;
    if (known->count == ALLOCATORS_MAX || allocators_know(known, name))
        return true;
    known->names[known->count++] = name;
    known->size += 2 * strlen(name->text) + 1;
    return true;
}

/* Notes the allocators of a unit; false: no memory. */
static bool allocators_collect(struct allocators *known, const struct cinstr_unit *unit,
                               struct ci_strings *strings)
{
    const struct cinstr_function *functions = cinstr_rel_get(&unit->functions);
    for (uint32_t i = 0; i < unit->function_count; i++) {
        const struct cinstr_allocation *allocations = cinstr_rel_get(&functions[i].allocations);
        for (uint32_t j = 0; j < functions[i].allocation_count; j++)
            if (!allocators_add(
                    known, ci_names_demangle(strings, cinstr_rel_get(&allocations[j].allocator))))
                return false;
    }
    return true;
}

/* Where the arguments of a function begin, as readers cut names before they compare: at the first
 * bracket that is not of one of these. */
static const char *allocators_arguments(const char *name)
{
    static const char anonymous[] = "(anonymous namespace)", call[] = "operator()";
    const size_t before = sizeof call - sizeof "()";
    const char *bracket = name;
    while ((bracket = strchr(bracket, '('))) {
        if (strncmp(bracket, anonymous, sizeof anonymous - 1) == 0)
            bracket += sizeof anonymous - 1;
        else if ((size_t)(bracket - name) >= before &&
                 strncmp(bracket - before, call, sizeof call - 1) == 0)
            bracket += sizeof "()" - 1;
        else
            return bracket;
    }
    return name + strlen(name);
}

/* Appends a name, quoted, up to the arguments; returns the new end. */
static char *allocators_quote(char *end, const char *name)
{
    const char *arguments = allocators_arguments(name);
    for (; name < arguments; name++) {
        if (strchr("\\.+*?()|[]{}^$", *name))
            *end++ = '\\';
        *end++ = *name;
    }
    return end;
}

const char *ci_allocators_pattern(const struct ci_snapshot *snapshot, struct ci_strings *strings)
{
    struct allocators *known = ci_arena_get(snapshot->arena, sizeof *known);
    if (!known)
        return NULL;
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        if (!allocators_collect(known, snapshot->units[i], strings))
            return NULL;
    for (const char *const *name = snapshot->outside_allocators; name && *name; name++)
        if (!allocators_add(known, ci_names_demangle(strings, *name)))
            return NULL;
    for (const struct ci_wrapper *one = snapshot->wrappers; one; one = one->next)
        if (!allocators_add(known, ci_names_demangle(strings, one->name)))
            return NULL;
    char *pattern = ci_arena_get(snapshot->arena, known->size + 1), *end = pattern;
    for (size_t i = 0; pattern && i < known->count; i++) {
        if (i > 0)
            *end++ = '|';
        end = allocators_quote(end, known->names[i]->text);
    }
    return pattern;
}
