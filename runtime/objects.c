/* SPDX-License-Identifier: MIT */
/* objects.c - keeps the list of instrumented objects; called by their constructors. */
#include "objects.h"
#include "calibrate.h"
#include "flat.h"
#include "message.h"
#include "thread.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Called from the constructor and destructor that the plugin puts into every object. */
void __cinstr_attach_v1(const char *start, const char *end) __asm__(CINSTR_SYMBOL_ATTACH)
    __attribute__((visibility("default")));
void __cinstr_detach_v1(const char *start, const char *end) __asm__(CINSTR_SYMBOL_DETACH)
    __attribute__((visibility("default")));

/* The loader runs constructors one at a time, so only readers are concurrent. */
static struct ci_object *_Atomic objects;
static struct ci_arena arena;
static unsigned modes;
static atomic_uint moves;
static bool allocates; /* some function has a place that does */
static bool exiting;   /* the process ends: the loader runs destructors but unloads nothing */

struct ci_object *ci_objects_list(void)
{
    return atomic_load(&objects);
}

unsigned ci_objects_modes(void)
{
    return modes;
}

unsigned ci_objects_moves(void)
{
    return atomic_load(&moves);
}

bool ci_objects_allocate(void)
{
    return allocates;
}

static void note_exit(void)
{
    exiting = true;
}

const struct cinstr_unit *ci_objects_next_unit(const struct ci_object *object,
                                               const struct cinstr_unit *unit)
{
    const char *next = unit ? (const char *)unit + unit->size : object->start;
    return next < object->end ? (const struct cinstr_unit *)next : NULL;
}

/* The most slots with leaves, and the most counters, that a function needs in its node. */
struct most {
    uint32_t slots;
    uint32_t counters;
};

static void raise_most(struct most *most, const struct cinstr_unit *unit)
{
    const struct cinstr_function *functions = cinstr_rel_get(&unit->functions);
    for (uint32_t i = 0; i < unit->function_count; i++) {
        uint32_t slots = functions[i].site_count + functions[i].allocation_count;
        allocates |= functions[i].allocation_count > 0;
        most->slots = slots > most->slots ? slots : most->slots;
        if (functions[i].counters > most->counters)
            most->counters = functions[i].counters;
    }
}

/* Time mode is in use: the probes' cost must be known before its first function runs. */
static void calibrate_once(void)
{
    if (modes & CINSTR_MODE_TIME)
        return;
    struct ci_cost cost = ci_calibrate();
    ci_thread_entry_cost = cost.inside;
    ci_thread_exit_cost = cost.outside;
    if (ci_thread_current) {
        ci_thread_current->probe->entry_cost = cost.inside;
        ci_thread_current->probe->exit_cost = cost.outside;
    }
}

void __cinstr_attach_v1(const char *start, const char *end)
{
    struct ci_object *object = ci_arena_get(&arena, sizeof *object);
    if (!object) {
        ci_message("no memory for an object's records; its functions are lost", NULL);
        return;
    }
    object->start = object->loaded = start;
    object->end = end;
    struct most most = {1, 0};
    unsigned seen = 0;
    for (const struct cinstr_unit *unit = NULL; (unit = ci_objects_next_unit(object, unit));) {
        seen |= unit->mode;
        raise_most(&most, unit);
    }
    if (!ci_tree_reserve_lost(most.slots, most.counters))
        ci_message("no memory at start-up", NULL);
    if (seen & CINSTR_MODE_TIME)
        calibrate_once();
    modes |= seen;
    /* The program's own constructor registers this behind the loader's end of all libraries, so it
     * runs before that. */
    atexit(note_exit);
    object->next = atomic_load(&objects);
    atomic_store(&objects, object);
}

/* Leads all edges to functions in [object->loaded, ...) to the copy that starts at `copy`. */
static void redirect(const struct ci_object *object, const char *copy)
{
    size_t size = (size_t)(object->end - object->start);
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_edge *edge = thread->tree.newest; edge; edge = edge->older) {
            size_t offset = (size_t)((const char *)edge->abi.function - object->start);
            if (offset < size) {
                edge->abi.function = (const struct cinstr_function *)(copy + offset);
                if (!exiting) /* other code may come to stand there */
                    edge->body = edge->return_address = 0;
            }
        }
}

void __cinstr_detach_v1(const char *start, const char *end)
{
    struct ci_object *object = ci_objects_list();
    while (object && object->start != start)
        object = object->next;
    if (!object)
        return;
    size_t size = (size_t)(end - start);
    char *copy = ci_arena_get(&arena, size);
    if (!copy) {
        ci_message("no memory to keep the records of an unloaded library", NULL);
        return;
    }
    memcpy(copy, start, size);
    redirect(object, copy);
    ci_flat_forget(start, end);
    object->start = copy;
    object->end = copy + size;
    atomic_fetch_add(&moves, 1);
}
