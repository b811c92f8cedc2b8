/* SPDX-License-Identifier: MIT */
/* heap.c - see heap.h. */
#include "heap.h"
#include "hide.h"
#include "objects.h"
#include "wrapper.h"

/* Where the life of a block begins among the values. */
enum { FIRST_LIFE_VALUE = CINSTR_HEAP_CHURN_OBJECTS };
_Static_assert((int)FIRST_LIFE_VALUE + (int)CI_LIFE_VALUES == (int)CINSTR_HEAP_COUNT,
               "a block's life is the last of the measures");

/* Of one context, allocation (or call site and stack below it) and size class. Invariant: the list
 * of a context is in the order of compare_leaf. */
struct ci_sum {
    struct ci_sum *next;
    const struct ci_outside_stack *stack; /* as in ci_leaf */
    uint32_t index;
    uint64_t key;
    int64_t values[CINSTR_HEAP_COUNT];
};

/* Allocations first, then call sites; by index, stack, and the size of the class. */
static int compare_leaf(const struct ci_sum *sum, const struct ci_leaf *leaf)
{
    if (!sum->stack != !leaf->stack)
        return sum->stack ? 1 : -1;
    if (sum->index != leaf->index)
        return sum->index < leaf->index ? -1 : 1;
    int order = sum->stack ? ci_outside_compare(sum->stack, leaf->stack) : 0;
    return order ? order : (sum->key < leaf->abi.key) - (sum->key > leaf->abi.key);
}

/* The sum that a leaf is added to in a context's list, made when it is missing. */
static struct ci_sum *find_sum(struct ci_arena *arena, struct ci_sum **link,
                               const struct ci_leaf *leaf)
{
    int order = 1;
    while (*link && (order = compare_leaf(*link, leaf)) < 0)
        link = &(*link)->next;
    if (*link && order == 0)
        return *link;
    struct ci_sum *sum = ci_arena_get(arena, sizeof *sum);
    if (!sum)
        return NULL;
    sum->stack = leaf->stack;
    sum->index = leaf->index;
    sum->key = leaf->abi.key;
    sum->next = *link;
    *link = sum;
    return sum;
}

static void add_leaf(struct ci_sum *sum, const struct ci_leaf *leaf)
{
    sum->values[CINSTR_HEAP_ALLOC_OBJECTS] += (int64_t)ci_hide_objects(leaf);
    sum->values[CINSTR_HEAP_ALLOC_SPACE] += (int64_t)ci_hide_bytes(leaf);
    const struct ci_life *life = ci_leaf_life_so_far(leaf);
    if (!life)
        return;
    sum->values[CINSTR_HEAP_INUSE_OBJECTS] += life->shown.objects;
    sum->values[CINSTR_HEAP_INUSE_SPACE] += life->shown.bytes;
    for (enum ci_life_value i = 0; i < CI_LIFE_VALUES; i++)
        sum->values[FIRST_LIFE_VALUE + (int)i] += (int64_t)ci_hide_life(life, i);
    sum->values[FIRST_LIFE_VALUE + (int)CI_LIFE_GROWTH_FINAL] += (int64_t)life->shown_final;
    sum->values[FIRST_LIFE_VALUE + (int)CI_LIFE_GROWTH_PEAK] += (int64_t)life->shown_peak;
}

/* "128": the greatest size of the class; 0 for blocks of no bytes. */
static int64_t class_bound(uint64_t key)
{
    unsigned zeros = (unsigned)key - 64;
    if (zeros == 0)
        return 0; /* (0 - 1) | 1 */
    return zeros == 1 ? INT64_MAX : INT64_C(1) << (64 - zeros);
}

static const struct cinstr_allocation *allocation_of(const struct ci_context *context,
                                                     const struct ci_sum *sum)
{
    const struct cinstr_allocation *all = cinstr_rel_get(&context->function->allocations);
    return &all[sum->index];
}

/* Fills in whose blocks they are; false: a caller's probe has counted them. */
static bool set_owner(const struct ci_snapshot *snapshot, const struct ci_context *context,
                      const struct ci_sum *sum, struct ci_part *part)
{
    struct ci_owned owned = {false, NULL, context->function, part->file, part->line};
    if (!sum->stack)
        owned = ci_wrapper_find(snapshot, context, allocation_of(context, sum));
    part->type = owned.type;
    part->owner = owned.function;
    part->owner_file = owned.file;
    part->owner_line = owned.line;
    return !owned.counted;
}

/* Makes a part of an allocation, or of a call site that leads to one. */
static struct ci_part make_part(const struct ci_context *context, const struct ci_sum *sum)
{
    struct ci_part part = {.size_class = class_bound(sum->key)};
    if (sum->stack) {
        const struct cinstr_site *sites = cinstr_rel_get(&context->function->sites);
        const struct cinstr_site *site = &sites[sum->index];
        part.scope = site->scope;
        part.line = site->line;
        part.file = cinstr_rel_get(&site->file);
        part.allocator = sum->stack->allocator;
        part.stack = sum->stack;
        part.tail = site->flags & CINSTR_SITE_TAIL;
    } else {
        const struct cinstr_allocation *allocation = allocation_of(context, sum);
        part.scope = allocation->scope;
        part.line = allocation->line;
        part.file = cinstr_rel_get(&allocation->file);
        part.allocator = cinstr_rel_get(&allocation->allocator);
    }
    for (int i = 0; i < CINSTR_HEAP_COUNT; i++)
        part.values[i] = sum->values[i];
    return part;
}

/* Makes the parts of a context, of which there are at most part_max. */
static uint32_t make_parts(const struct ci_snapshot *snapshot, const struct ci_context *context,
                           struct ci_part *parts)
{
    uint32_t count = 0;
    for (const struct ci_sum *sum = context->sums; sum; sum = sum->next) {
        parts[count] = make_part(context, sum);
        count += set_owner(snapshot, context, sum, &parts[count]);
    }
    return count;
}

static bool merge_leaf(struct ci_snapshot *snapshot, const struct ci_leaf *leaf)
{
    struct ci_context *context = &snapshot->contexts[leaf->node->entry->context];
    struct ci_sum *sum = find_sum(snapshot->arena, &context->sums, leaf);
    if (sum)
        add_leaf(sum, leaf);
    return sum;
}

void ci_heap_begin(struct ci_snapshot *snapshot, struct ci_comment_facts *facts)
{
    snapshot->parts = make_parts;
    snapshot->outside_allocators = ci_outside_allocators();
    facts->unprobed = ci_outside_show();
    if (ci_objects_modes() & CINSTR_MODE_LIVE)
        facts->live = ci_live_show(ci_live_keeps_peak && !snapshot->of_leaks);
}

bool ci_heap_merge(struct ci_snapshot *snapshot, const struct ci_leaf *leaves)
{
    for (const struct ci_leaf *leaf = leaves; leaf; leaf = leaf->older)
        if (!merge_leaf(snapshot, leaf))
            return false;
    return true;
}

static bool note_wrappers(struct ci_snapshot *snapshot, const struct ci_context *context)
{
    for (const struct ci_sum *sum = context->sums; sum; sum = sum->next) {
        if (sum->stack)
            continue;
        const struct cinstr_allocation *allocation = allocation_of(context, sum);
        if (allocation->flags && !ci_wrapper_note(snapshot, context, allocation))
            return false;
    }
    return true;
}

void ci_heap_end(struct ci_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        uint32_t parts = 0;
        for (const struct ci_sum *sum = snapshot->contexts[i].sums; sum; sum = sum->next)
            parts++;
        snapshot->part_max = parts > snapshot->part_max ? parts : snapshot->part_max;
    }
}

bool ci_heap_note_wrappers(struct ci_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->context_count; i++)
        if (!note_wrappers(snapshot, &snapshot->contexts[i]))
            return false;
    return true;
}
