/* SPDX-License-Identifier: MIT */
/* probed.c - see probed.h. */
#include "probed.h"
#include "hash.h"

#include <string.h>

static void add(struct ci_probed *probed, const cinstr_rel *name, uint32_t flags,
                const struct cinstr_unit *unit)
{
    const char *text = cinstr_rel_get(name);
    uint64_t place = ci_hash_bytes(text, strlen(text));
    while (probed->slots[place & (probed->capacity - 1)].name)
        place++;
    probed->slots[place & (probed->capacity - 1)] =
        (struct ci_probed_name){text, flags & CINSTR_FUNCTION_STATIC ? unit : NULL};
}

static void add_unit(struct ci_probed *probed, const struct cinstr_unit *unit)
{
    const struct cinstr_function *functions = cinstr_rel_get(&unit->functions);
    const struct cinstr_alias *aliases = cinstr_rel_get(&unit->aliases);
    for (uint32_t i = 0; i < unit->function_count; i++)
        add(probed, &functions[i].name, functions[i].flags, unit);
    for (uint32_t i = 0; i < unit->alias_count; i++)
        add(probed, &aliases[i].name, aliases[i].flags, unit);
}

struct ci_probed *ci_probed_note(const struct ci_snapshot *snapshot)
{
    uint32_t count = 0;
    struct ci_probed *probed = ci_arena_get(snapshot->arena, sizeof *probed);
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        count += snapshot->units[i]->function_count + snapshot->units[i]->alias_count;
    if (!probed)
        return NULL;
    probed->capacity = 16;
    while (probed->capacity < 2 * count)
        probed->capacity *= 2;
    probed->slots = ci_arena_get(snapshot->arena, probed->capacity * sizeof *probed->slots);
    if (!probed->slots)
        return NULL;
    for (uint32_t i = 0; i < snapshot->unit_count; i++)
        add_unit(probed, snapshot->units[i]);
    return probed;
}

/* A static function is visible in its own unit alone. */
bool ci_probed_has(const struct ci_probed *probed, const struct cinstr_unit *unit, const char *name)
{
    const struct ci_probed_name *at;
    uint64_t place = ci_hash_bytes(name, strlen(name));
    for (; (at = &probed->slots[place & (probed->capacity - 1)])->name; place++)
        if (strcmp(at->name, name) == 0 && (!at->unit || at->unit == unit))
            return true;
    return false;
}
