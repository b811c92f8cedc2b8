/* SPDX-License-Identifier: MIT */
/* heap.c - see heap.h. */
#include "heap.h"
#include "hide.h"
#include "objects.h"

/* Go's four sample types in Go's order, then what only alloc=live knows. */
static const struct ci_value_type live_types[] = {
    {"alloc_objects", "count"}, {"alloc_space", "bytes"},   {"inuse_objects", "count"},
    {"inuse_space", "bytes"},   {"churn_objects", "count"}, {"churn_space", "bytes"},
    {"growth_steps", "count"},  {"growth_moved", "count"},  {"growth_copied", "bytes"},
    {"growth_final", "bytes"},  {"growth_peak", "bytes"},
};
enum { ALLOC_OBJECTS, ALLOC_SPACE, INUSE_OBJECTS, INUSE_SPACE, FIRST_LIFE_VALUE };
_Static_assert(sizeof live_types / sizeof *live_types == CI_PART_VALUES_MAX, "values of a part");
_Static_assert((int)FIRST_LIFE_VALUE + (int)CI_LIFE_VALUES == CI_PART_VALUES_MAX, "one type each");

/* Of one context, allocation and size class. Invariant: the list of a context is in the order of
 * allocation and key. */
struct ci_sum {
    struct ci_sum *next;
    uint32_t index;
    uint64_t key;
    int64_t values[CI_PART_VALUES_MAX];
};

/* The sum of an allocation and key in a context's list, made when it is missing. */
static struct ci_sum *find_sum(struct ci_arena *arena, struct ci_sum **link, uint32_t index,
                               uint64_t key)
{
    while (*link && ((*link)->index < index || ((*link)->index == index && (*link)->key > key)))
        link = &(*link)->next;
    if (*link && (*link)->index == index && (*link)->key == key)
        return *link;
    struct ci_sum *sum = ci_arena_get(arena, sizeof *sum);
    if (!sum)
        return NULL;
    sum->index = index;
    sum->key = key;
    sum->next = *link;
    *link = sum;
    return sum;
}

static void add_leaf(struct ci_sum *sum, const struct ci_leaf *leaf)
{
    sum->values[ALLOC_OBJECTS] += (int64_t)ci_hide_objects(leaf);
    sum->values[ALLOC_SPACE] += (int64_t)ci_hide_bytes(leaf);
    const struct ci_life *life = leaf->life;
    if (!life)
        return;
    sum->values[INUSE_OBJECTS] += life->shown.objects;
    sum->values[INUSE_SPACE] += life->shown.bytes;
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

/* The parts of a context; a list of at most part_max sums. */
static uint32_t make_parts(const struct ci_snapshot *snapshot, const struct ci_context *context,
                           struct ci_part *parts)
{
    (void)snapshot;
    const struct cinstr_allocation *allocations = cinstr_rel_get(&context->function->allocations);
    uint32_t count = 0;
    for (const struct ci_sum *sum = context->sums; sum; sum = sum->next) {
        const struct cinstr_allocation *allocation = &allocations[sum->index];
        struct ci_part *part = &parts[count++];
        *part = (struct ci_part){
            .scope = allocation->scope,
            .line = allocation->line,
            .file = cinstr_rel_get(&allocation->file),
            .allocator = cinstr_rel_get(&allocation->allocator),
            .type = cinstr_rel_get(&allocation->type),
            .size_class = class_bound(sum->key),
        };
        for (int i = 0; i < CI_PART_VALUES_MAX; i++)
            part->values[i] = sum->values[i];
    }
    return count;
}

static bool merge_leaf(struct ci_snapshot *snapshot, const struct ci_leaf *leaf)
{
    struct ci_context *context = &snapshot->contexts[leaf->node->entry->context];
    struct ci_sum *sum = find_sum(snapshot->arena, &context->sums, leaf->index, leaf->abi.key);
    if (sum)
        add_leaf(sum, leaf);
    return sum;
}

void ci_heap_begin(struct ci_snapshot *snapshot, struct ci_live_facts *facts)
{
    bool live = ci_objects_modes() & CINSTR_MODE_LIVE;
    snapshot->types = live_types;
    snapshot->value_count = live ? CI_PART_VALUES_MAX : INUSE_OBJECTS;
    snapshot->default_type = live ? INUSE_SPACE : ALLOC_SPACE;
    snapshot->parts = make_parts;
    if (live)
        *facts = ci_live_show();
}

bool ci_heap_merge(struct ci_snapshot *snapshot, const struct ci_leaf *leaves)
{
    for (const struct ci_leaf *leaf = leaves; leaf; leaf = leaf->older)
        if (!merge_leaf(snapshot, leaf))
            return false;
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
