/* SPDX-License-Identifier: MIT */
/* probed.c - see probed.h. */
#include "probed.h"

#include <string.h>

static uint64_t hash_of(const char *name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return hash;
}

static void add(struct ci_probed *probed, const struct cinstr_function *function)
{
    uint64_t place = hash_of(cinstr_rel_get(&function->name));
    while (probed->slots[place & (probed->capacity - 1)])
        place++;
    probed->slots[place & (probed->capacity - 1)] = function;
}

bool ci_probed_note(struct ci_probed *probed, const struct ci_snapshot *snapshot)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        count += snapshot->units[i]->function_count;
    probed->capacity = 16;
    while (probed->capacity < 2 * count)
        probed->capacity *= 2;
    probed->slots = ci_arena_get(snapshot->arena, probed->capacity * sizeof *probed->slots);
    for (uint32_t i = 0; probed->slots && i < snapshot->unit_count; i++) {
        const struct cinstr_function *functions = cinstr_rel_get(&snapshot->units[i]->functions);
        for (uint32_t j = 0; j < snapshot->units[i]->function_count; j++)
            add(probed, &functions[j]);
    }
    return probed->slots;
}

/* A static function is meant in its own unit alone. */
bool ci_probed_has(const struct ci_probed *probed, const struct cinstr_unit *unit, const char *name)
{
    const struct cinstr_function *function;
    uint64_t place = hash_of(name);
    for (; (function = probed->slots[place & (probed->capacity - 1)]); place++)
        if (strcmp(cinstr_rel_get(&function->name), name) == 0 &&
            (!(function->flags & CINSTR_FUNCTION_STATIC) ||
             cinstr_rel_get(&function->unit) == unit))
            return true;
    return false;
}
