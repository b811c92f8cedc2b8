/* SPDX-License-Identifier: MIT */
/* functions.c - functions shared by name, file and line, numbered by first use. */
#include "functions.h"

static struct ci_profile_function *functions_create(struct ci_functions *functions,
                                                    struct ci_string *name, struct ci_string *file,
                                                    uint32_t line)
{
    struct ci_profile_function *function =
        ci_arena_get(functions->strings->arena, sizeof *function);
    if (!function)
        return NULL;
    function->system_name = name;
    function->file = file;
    function->line = line;
    function->name = ci_names_demangle(functions->strings, name->text);
    if (!function->name)
        return NULL;
    if (functions->last)
        functions->last->next = function;
    else
        functions->first = function;
    functions->last = function;
    functions->count++;
    return function;
}

struct ci_profile_function *ci_functions_get(struct ci_functions *functions, const char *name,
                                             const char *file, uint32_t line)
{
    struct ci_string *name_string = ci_strings_add(functions->strings, name ? name : "[unknown]");
    struct ci_string *file_string = ci_strings_add(functions->strings, file);
    if (!name_string || !file_string)
        return NULL;
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)name_string, (uintptr_t)file_string, line};
    void **place = ci_keymap_place(&functions->map, key);
    if (place && !*place)
        *place = functions_create(functions, name_string, file_string, line);
    return place ? *place : NULL;
}

uint64_t ci_functions_use(struct ci_functions *functions, struct ci_profile_function *function)
{
    if (!function->id) {
        function->id = functions->last_used ? functions->last_used->id + 1 : 1;
        if (functions->last_used)
            functions->last_used->next_used = function;
        else
            functions->first_used = function;
        functions->last_used = function;
    }
    return function->id;
}

static bool functions_add(struct ci_functions *functions, const struct cinstr_function *record)
{
    const struct cinstr_scope *scopes = cinstr_rel_get(&record->scopes);
    uint32_t scope_count = scopes ? record->scope_count : 0;
    if (!ci_functions_get(functions, cinstr_rel_get(&record->name), cinstr_rel_get(&record->file),
                          record->line))
        return false;
    for (uint32_t i = 0; i < scope_count; i++)
        if (!ci_functions_get(functions, cinstr_rel_get(&scopes[i].name),
                              cinstr_rel_get(&scopes[i].file), scopes[i].line))
            return false;
    return true;
}

bool ci_functions_init(struct ci_functions *functions, struct ci_strings *strings,
                       const struct ci_snapshot *snapshot)
{
    *functions = (struct ci_functions){.strings = strings, .map.arena = strings->arena};
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        const struct cinstr_function *records = cinstr_rel_get(&snapshot->units[i]->functions);
        uint32_t count = records ? snapshot->units[i]->function_count : 0;
        for (uint32_t j = 0; j < count; j++)
            if (!functions_add(functions, &records[j]))
                return false;
    }
    return ci_names_settle(functions);
}
