/* SPDX-License-Identifier: MIT */
/* places.c - see places.h. */
#include "places.h"

static const struct cinstr_function function = {.allocation_count = PLACES};
static _Thread_local struct cinstr_node *variable;

struct cinstr_node *places_node(void)
{
    return variable ? variable : ci_flat_node(&function, &variable);
}

struct cinstr_leaf **places_at(struct cinstr_node *node, int place)
{
    return (struct cinstr_leaf **)((char *)node + CINSTR_NODE_SLOTS) + place;
}

static void add_life(struct places_sum *sum, const struct ci_life *life)
{
    sum->live_objects += life->shown.objects;
    sum->live_bytes += life->shown.bytes;
    for (int i = 0; i < CI_LIFE_VALUES; i++)
        sum->values[i] += life->values[i];
    sum->values[CI_LIFE_GROWTH_FINAL] += life->shown_final;
    sum->values[CI_LIFE_GROWTH_PEAK] += life->shown_peak;
}

struct places_sum places_sum(int place)
{
    struct places_sum sum = {0};
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older)
            if (leaf->index == (uint32_t)place) {
                sum.objects += leaf->abi.objects;
                sum.bytes += leaf->abi.bytes;
                if (leaf->life)
                    add_life(&sum, leaf->life);
            }
    return sum;
}

uint64_t places_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
