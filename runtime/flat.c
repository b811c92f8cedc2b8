/* SPDX-License-Identifier: MIT */
/* flat.c - see flat.h. */
#define _GNU_SOURCE
#include "flat.h"

#include <errno.h>

static struct ci_flat *get_record(struct ci_thread *thread)
{
    struct ci_flat *flat = thread->free_flats;
    if (flat)
        thread->free_flats = flat->next;
    else
        flat = ci_arena_get(&thread->tree.arena, sizeof *flat);
    return flat;
}

struct cinstr_node *ci_flat_node(const struct cinstr_function *function,
                                 struct cinstr_node **variable)
{
    int saved = errno;
    if (!ci_thread_current())
        ci_attach();
    errno = saved;
    struct ci_thread *thread = ci_thread_current();
    struct ci_flat *flat = thread ? get_record(thread) : NULL;
    if (!flat)
        return ci_tree_lost_edge.abi.node;
    struct ci_found found =
        ci_tree_find(&thread->tree, &thread->tree.root->slots[0], function, 0, 0, 0);
    *flat = (struct ci_flat){variable, function, thread->flats};
    thread->flats = flat;
    *variable = found.edge->node;
    return found.edge->node;
}

void ci_flat_end_thread(struct ci_thread *thread)
{
    while (thread->flats) {
        struct ci_flat *flat = thread->flats;
        thread->flats = flat->next;
        *flat->variable = NULL;
        flat->next = thread->free_flats;
        thread->free_flats = flat;
    }
}

void ci_flat_forget(const char *start, const char *end)
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_flat **link = &thread->flats; *link;) {
            const char *function = (const char *)(*link)->function;
            if (function >= start && function < end)
                *link = (*link)->next;
            else
                link = &(*link)->next;
        }
}
