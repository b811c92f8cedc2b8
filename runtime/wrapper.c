/* SPDX-License-Identifier: MIT */
/* wrapper.c - see wrapper.h. */
#include "wrapper.h"

#include <string.h>

/* A step of the way: a place in a context at which a block is allocated, or passed on. */
struct step {
    const struct ci_context *context;
    const char *type, *file;
    uint32_t line, scope, flags;
};

static struct step step_of_allocation(const struct ci_context *context,
                                      const struct cinstr_allocation *allocation)
{
    return (struct step){context,
                         cinstr_rel_get(&allocation->type),
                         cinstr_rel_get(&allocation->file),
                         allocation->line,
                         allocation->scope,
                         allocation->flags};
}

/* Whether a call site of a name calls the function itself, and not by way of code without probes.
 */
static bool is_name_of(const struct ci_snapshot *snapshot, const char *name,
                       const struct cinstr_function *function)
{
    if (strcmp(name, cinstr_rel_get(&function->name)) == 0)
        return true;
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        const struct cinstr_alias *aliases = cinstr_rel_get(&snapshot->units[i]->aliases);
        for (uint32_t j = 0; j < snapshot->units[i]->alias_count; j++)
            if (cinstr_rel_get(&aliases[j].function) == function &&
                strcmp(cinstr_rel_get(&aliases[j].name), name) == 0)
                return true;
    }
    return false;
}

/* To the call in the caller's context; false: the block goes no further, or nobody knows where. */
static bool go_up(const struct ci_snapshot *snapshot, struct step *step)
{
    const struct ci_context *context = step->context;
    if (!(step->flags & CINSTR_SITE_PASSES) || context->parent == CI_NO_PARENT ||
        context->flags & CI_CONTEXT_TRUNCATED)
        return false;
    const struct ci_context *caller = &snapshot->contexts[context->parent];
    if (caller->function->flags & CINSTR_FUNCTION_EXTERNAL ||
        context->site >= caller->function->site_count)
        return false;
    const struct cinstr_site *sites = cinstr_rel_get(&caller->function->sites);
    const struct cinstr_site *site = &sites[context->site];
    const char *callee = cinstr_rel_get(&site->callee);
    if (callee && !is_name_of(snapshot, callee, context->function))
        return false;
    *step = (struct step){caller,
                          cinstr_rel_get(&site->type),
                          cinstr_rel_get(&site->file),
                          site->line,
                          site->scope,
                          site->flags};
    return true;
}

/* To the call of the outermost wrapper that was inlined at a step. */
static void leave_inlined(struct step *step)
{
    const struct cinstr_scope *scopes = cinstr_rel_get(&step->context->function->scopes);
    uint32_t inlined = step->flags / CINSTR_SITE_INLINED_WRAPPER, scope = step->scope;
    for (; inlined > 0 && scope > 0; inlined--) {
        step->file = cinstr_rel_get(&scopes[scope - 1].call_file);
        step->line = scopes[scope - 1].call_line;
        scope = scopes[scope - 1].parent;
    }
}

/* Whether a function allocates or calls something whose block it passes on. */
static bool passes(const struct cinstr_function *function)
{
    const struct cinstr_site *sites = cinstr_rel_get(&function->sites);
    const struct cinstr_allocation *allocations = cinstr_rel_get(&function->allocations);
    for (uint32_t i = 0; i < function->site_count; i++)
        if (sites[i].flags & CINSTR_SITE_PASSES)
            return true;
    for (uint32_t i = 0; i < function->allocation_count; i++)
        if (allocations[i].flags & CINSTR_SITE_PASSES)
            return true;
    return false;
}

/* Whether the functions of a name pass blocks on, so far as they have probes. */
static bool may_pass(const struct ci_snapshot *snapshot, const char *name)
{
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        const struct cinstr_function *functions = cinstr_rel_get(&snapshot->units[i]->functions);
        for (uint32_t j = 0; j < snapshot->units[i]->function_count; j++)
            if (strcmp(cinstr_rel_get(&functions[j].name), name) == 0 && !passes(&functions[j]))
                return false;
    }
    return true;
}

/* When the function was compiled, nobody knew whether what it calls in other units allocates. */
static bool is_wrapper(const struct ci_snapshot *snapshot, const struct step *step)
{
    const struct cinstr_function *function = step->context->function;
    const struct cinstr_site *sites = cinstr_rel_get(&function->sites);
    if (!(step->flags & CINSTR_SITE_WRAPPER))
        return false;
    for (uint32_t i = 0; i < function->site_count; i++) {
        const char *callee = cinstr_rel_get(&sites[i].callee);
        if (sites[i].flags & CINSTR_SITE_PASSES && callee && !may_pass(snapshot, callee))
            return false;
    }
    return true;
}

struct ci_owned ci_wrapper_find(const struct ci_snapshot *snapshot,
                                const struct ci_context *context,
                                const struct cinstr_allocation *allocation)
{
    struct step step = step_of_allocation(context, allocation);
    struct ci_owned owned = {.type = NULL};
    bool inside = true;
    bool tentative = false; /* the type is a wrapper's, which may have a header in front */
    do {
        owned.counted |= step.flags & CINSTR_SITE_HEAP;
        if (step.type && (!owned.type || tentative || step.flags & CINSTR_SITE_EXACT)) {
            owned.type = step.type;
            tentative = step.flags & CINSTR_SITE_WRAPPER;
        }
        if (!inside)
            continue;
        leave_inlined(&step);
        owned.function = step.context->function;
        owned.file = step.file;
        owned.line = step.line;
        inside = is_wrapper(snapshot, &step);
    } while (go_up(snapshot, &step));
    return owned;
}

static bool note(struct ci_snapshot *snapshot, const char *name)
{
    struct ci_wrapper **link = &snapshot->wrappers;
    for (; *link; link = &(*link)->next)
        if (strcmp((*link)->name, name) == 0)
            return true;
    *link = ci_arena_get(snapshot->arena, sizeof **link);
    if (*link)
        **link = (struct ci_wrapper){name, NULL};
    return *link;
}

static bool note_inlined(struct ci_snapshot *snapshot, const struct step *step)
{
    const struct cinstr_scope *scopes = cinstr_rel_get(&step->context->function->scopes);
    uint32_t inlined = step->flags / CINSTR_SITE_INLINED_WRAPPER, scope = step->scope;
    for (; inlined > 0 && scope > 0; inlined--) {
        if (!note(snapshot, cinstr_rel_get(&scopes[scope - 1].name)))
            return false;
        scope = scopes[scope - 1].parent;
    }
    return true;
}

bool ci_wrapper_note(struct ci_snapshot *snapshot, const struct ci_context *context,
                     const struct cinstr_allocation *allocation)
{
    struct step step = step_of_allocation(context, allocation);
    bool inside;
    do {
        if (!note_inlined(snapshot, &step))
            return false;
        /* Of the outermost one the callers have no probes: its frame is all there is. */
        inside = is_wrapper(snapshot, &step) && step.context->parent != CI_NO_PARENT;
        if (inside && !note(snapshot, cinstr_rel_get(&step.context->function->name)))
            return false;
    } while (inside && go_up(snapshot, &step));
    return true;
}
