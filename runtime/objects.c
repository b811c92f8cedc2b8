/* SPDX-License-Identifier: MIT */
/* objects.c - keeps the list of instrumented objects; called by their constructors. */
#include "objects.h"
#include "calibrate.h"
#include "flat.h"
#include "message.h"
#include "thread.h"

#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* Called from the constructor and destructor that the plugin puts into every object. */
void __cinstr_attach_v4(const char *start, const char *end) __asm__(CINSTR_SYMBOL_ATTACH)
    __attribute__((visibility("default")));
void __cinstr_detach_v4(const char *start, const char *end) __asm__(CINSTR_SYMBOL_DETACH)
    __attribute__((visibility("default")));

/* The loader runs constructors one at a time, so there are only concurrent readers. */
static struct ci_object *_Atomic objects;
static struct ci_arena arena;
static unsigned modes;
static atomic_uint moves;
static bool allocates; /* some function has a place that allocates */
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

/* The most slots and leaves, and the most counters, that a function needs in its node. */
struct most {
    uint32_t slots;
    uint32_t counters;
};

static void raise_most(struct most *most, const struct cinstr_unit *unit)
{
    const struct cinstr_function *functions = cinstr_rel_get(&unit->functions);
    for (uint32_t i = 0; i < unit->function_count; i++) {
        if (unit->mode & CINSTR_MODE_TIME && !(functions[i].flags & CINSTR_FUNCTION_SAMPLED))
            ci_sampling_allowed = false;
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
    ci_thread_calibration = ci_calibrate();
    if (ci_thread_current()) {
        ci_thread_current()->probe->entry_cost = ci_thread_calibration.typical.inside;
        ci_thread_current()->probe->exit_cost = ci_thread_calibration.typical.outside;
    }
}

/* This bit marks addresses of code that is not loaded, or was moved: the kernel gives a process no
 * address that has it. */
#define PARKED ((uintptr_t)1 << 63)

uintptr_t ci_objects_address(uintptr_t address)
{
    return address & PARKED ? 0 : address;
}

/* Redirects all edges to functions of the object to the records at `to`, and applies `addresses` to
 * the code addresses that they keep. */
static void redirect(const struct ci_object *object, const char *to,
                     void (*addresses)(struct ci_edge *edge, uintptr_t shift), uintptr_t shift)
{
    size_t size = (size_t)(object->end - object->start);
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_edge *edge = ci_tree_newest(&thread->tree); edge; edge = edge->older) {
            size_t offset = (size_t)((const char *)edge->abi.function - object->start);
            if (offset < size) {
                edge->abi.function = (const struct cinstr_function *)(to + offset);
                addresses(edge, shift);
            }
        }
}

/* Other code may be loaded there later; but at the end of the process nothing is unloaded. */
static void park(struct ci_edge *edge, uintptr_t shift)
{
    (void)shift;
    if (exiting)
        return;
    if (edge->body)
        edge->body |= PARKED;
    if (edge->return_address)
        edge->return_address |= PARKED;
}

/* A call may return into any object, so its return address is valid again only if all objects are
 * where they were. */
static void unpark(struct ci_edge *edge, uintptr_t shift)
{
    if (edge->body & PARKED)
        edge->body = (edge->body & ~PARKED) + shift;
    if (edge->return_address & PARKED)
        edge->return_address = shift ? 0 : edge->return_address & ~PARKED;
}

/*
 * A library that is loaded again continues with the contexts that it had: records contain no
 * addresses, so those of one library are the same bytes each time. Otherwise each load would cost
 * memory, and each unload would take time for all contexts made so far.
 */
static bool revive(const char *start, const char *end)
{
    for (struct ci_object *object = ci_objects_list(); object; object = object->next) {
        if (object->start != object->copy || object->end - object->start != end - start ||
            memcmp(object->copy, start, (size_t)(end - start)) != 0)
            continue;
        redirect(object, start, unpark, (uintptr_t)start - (uintptr_t)object->loaded);
        object->start = object->loaded = start;
        object->end = end;
        atomic_fetch_add(&moves, 1);
        return true;
    }
    return false;
}

void __cinstr_attach_v4(const char *start, const char *end)
{
    if (revive(start, end))
        return;
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
    /* The program's own constructor registers this after the loader has registered the end of all
     * libraries, so it runs before that. */
    atexit(note_exit);
    object->next = atomic_load(&objects);
    atomic_store(&objects, object);
}

/* Whether an address is in the program itself, which the kernel has loaded. */
static bool is_in_program(const char *address)
{
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    const unsigned long count = headers ? getauxval(AT_PHNUM) : 0;
    uintptr_t at = (uintptr_t)address;
    for (unsigned long i = 0; i < count; i++)
        if (headers[i].p_type == PT_PHDR)
            at -= (uintptr_t)headers - headers[i].p_vaddr; /* to where it was linked */
    for (unsigned long i = 0; i < count; i++)
        if (headers[i].p_type == PT_LOAD && at - headers[i].p_vaddr < headers[i].p_memsz)
            return true;
    return false;
}

void __cinstr_detach_v4(const char *start, const char *end)
{
    if (exiting && is_in_program(start))
        return; /* it stays to the end, and so do its records */
    struct ci_object *object = ci_objects_list();
    while (object && object->start != start)
        object = object->next;
    if (!object)
        return;
    size_t size = (size_t)(end - start);
    if (!object->copy) {
        char *copy = ci_arena_get(&arena, size);
        if (!copy) {
            ci_message("no memory to keep the records of an unloaded library", NULL);
            return;
        }
        memcpy(copy, start, size);
        object->copy = copy;
    }
    redirect(object, object->copy, park, 0);
    ci_flat_forget(start, end);
    object->start = object->copy;
    object->end = object->copy + size;
    atomic_fetch_add(&moves, 1);
}
