/* SPDX-License-Identifier: MIT */
/* leaks.c - live blocks by place: parts of all contexts with the same place added up. */
#include "leaks.h"
#include "message.h"
#include "sort.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>

struct leak {
    const struct cinstr_function *function;
    const char *file, *type;
    uint32_t line;
    int64_t objects, bytes;
};

static int compare_places(const void *left, const void *right)
{
    const struct leak *a = left, *b = right;
    int order = ci_text_compare(a->file, b->file);
    if (!order)
        order = (a->line > b->line) - (a->line < b->line);
    if (!order)
        order =
            ci_text_compare(cinstr_rel_get(&a->function->name), cinstr_rel_get(&b->function->name));
    return order ? order : ci_text_compare(a->type, b->type);
}

static int compare_sizes(const void *left, const void *right)
{
    const struct leak *a = left, *b = right;
    int order = (a->bytes < b->bytes) - (a->bytes > b->bytes);
    return order ? order : compare_places(left, right);
}

/* Collects all parts with live blocks; `leaks` NULL: only counts them. */
static uint32_t collect(const struct ci_snapshot *snapshot, struct ci_part *parts,
                        struct leak *leaks)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        const struct ci_context *context = &snapshot->contexts[i];
        uint32_t part_count = snapshot->parts(snapshot, context, parts);
        for (uint32_t j = 0; j < part_count; j++) {
            const struct ci_part *part = &parts[j];
            if (part->values[CINSTR_HEAP_INUSE_OBJECTS] <= 0)
                continue;
            if (leaks)
                leaks[count] = (struct leak){
                    part->owner,
                    part->owner_file,
                    part->type,
                    part->owner_line,
                    part->values[CINSTR_HEAP_INUSE_OBJECTS],
                    part->values[CINSTR_HEAP_INUSE_SPACE],
                };
            count++;
        }
    }
    return count;
}

/* Adds up neighbours of the same place; `order` is sorted by place. Returns how many are left. */
static uint32_t join(struct leak **order, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (kept > 0 && compare_places(order[kept - 1], order[i]) == 0) {
            order[kept - 1]->objects += order[i]->objects;
            order[kept - 1]->bytes += order[i]->bytes;
        } else {
            order[kept++] = order[i];
        }
    }
    return kept;
}

static void tell(const struct leak *leak)
{
    char text[512], place[512];
    snprintf(text, sizeof text, "leak: %" PRId64 " byte%s in %" PRId64 " object%s%s%s", leak->bytes,
             ci_text_plural((uint64_t)leak->bytes), leak->objects,
             ci_text_plural((uint64_t)leak->objects), leak->type ? " of " : "",
             leak->type ? leak->type : "");
    const char *name = cinstr_rel_get(&leak->function->name);
    snprintf(place, sizeof place, "allocated by %s, %s:%" PRIu32, name,
             leak->file ? leak->file : "?", leak->line);
    ci_message(text, place);
}

bool ci_leaks_tell(const struct ci_snapshot *snapshot)
{
    struct ci_arena *arena = snapshot->arena;
    struct ci_part *parts = ci_arena_get(arena, (snapshot->part_max + 1) * sizeof *parts);
    if (!parts)
        return false;
    uint32_t count = collect(snapshot, parts, NULL);
    struct leak *leaks = ci_arena_get(arena, (count + 1) * sizeof *leaks);
    struct leak **order = ci_arena_get(arena, (count + 1) * sizeof *order);
    if (!leaks || !order)
        return false;
    collect(snapshot, parts, leaks);
    for (uint32_t i = 0; i < count; i++)
        order[i] = &leaks[i];
    if (!ci_sort(arena, (void **)order, count, compare_places))
        return false;
    uint32_t places = join(order, count);
    if (!ci_sort(arena, (void **)order, places, compare_sizes))
        return false;
    struct leak sum = {0};
    for (uint32_t i = 0; i < places; i++) {
        tell(order[i]);
        sum.objects += order[i]->objects;
        sum.bytes += order[i]->bytes;
    }
    char text[128];
    snprintf(text, sizeof text,
             "leaks: %" PRId64 " byte%s in %" PRId64 " object%s of %" PRIu32 " place%s", sum.bytes,
             ci_text_plural((uint64_t)sum.bytes), sum.objects,
             ci_text_plural((uint64_t)sum.objects), places, ci_text_plural(places));
    ci_message(text, NULL);
    return true;
}
