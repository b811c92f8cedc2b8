/* SPDX-License-Identifier: MIT */
/* leaf.c - finds and makes leaves; see leaf.h for what this code may not do. */
#include "leaf.h"
#include "push.h"
#include "thread.h"

struct ci_leaf ci_leaf_lost;

void ci_leaf_list(struct ci_tree *tree, struct ci_leaf *leaf)
{
    CI_PUSH(&tree->newest_leaf, leaf, older);
}

/* Like publish() in tree.c: puts a leaf on the thread's list first, then on its place, beside any
 * leaf that a signal handler or another thread has put there meanwhile. */
static void publish(struct ci_tree *tree, struct cinstr_leaf **place, struct ci_leaf *leaf)
{
    ci_leaf_list(tree, leaf);
    leaf->ring = leaf;
    struct cinstr_leaf *expected = (struct cinstr_leaf *)&leaf->node->nil;
    if (__atomic_compare_exchange_n(place, &expected, &leaf->abi, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return;
    struct ci_leaf *beside = (struct ci_leaf *)expected;
    CI_PUSH(&beside->ring, leaf, ring);
    __atomic_store_n(place, &leaf->abi, __ATOMIC_RELEASE);
}

static struct ci_leaf *make_leaf(struct ci_node *node, struct cinstr_leaf **place, uint64_t key)
{
    struct ci_thread *thread = ci_thread_current();
    struct ci_leaf *leaf = thread ? ci_arena_get(&thread->tree.arena, sizeof *leaf) : NULL;
    if (!leaf)
        return &ci_leaf_lost;
    ci_tree_take(sizeof *leaf);
    leaf->abi.key = key;
    leaf->node = node;
    leaf->thread = thread;
    leaf->index = (uint32_t)((struct cinstr_edge **)place - node->slots) - node->site_count;
    publish(&thread->tree, place, leaf);
    return leaf;
}

struct cinstr_leaf *ci_leaf_find(struct cinstr_node *node, struct cinstr_leaf **place, uint64_t key)
{
    struct cinstr_leaf *first = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (first->key == key)
        return first;
    if (ci_tree_is_lost(node))
        return &ci_leaf_lost.abi;
    if (first->key != 0) {
        struct ci_leaf *start = (struct ci_leaf *)first;
        for (struct ci_leaf *leaf = start->ring; leaf != start; leaf = leaf->ring)
            if (leaf->abi.key == key) {
                __atomic_store_n(place, &leaf->abi, __ATOMIC_RELEASE);
                return &leaf->abi;
            }
    }
    return &make_leaf((struct ci_node *)node, place, key)->abi;
}

struct ci_life *ci_leaf_life(struct ci_leaf *leaf)
{
    struct ci_life *life = __atomic_load_n(&leaf->life, __ATOMIC_ACQUIRE);
    /* A thread that never allocated reads leaves as well, when it writes the profile. */
    struct ci_thread *owner = ci_thread_current() ? ci_thread_current() : leaf->thread;
    if (life || !owner)
        return life;
    struct ci_life *mine = ci_arena_get(&owner->tree.arena, sizeof *mine);
    if (!mine)
        return NULL;
    if (__atomic_compare_exchange_n(&leaf->life, &life, mine, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return mine;
    return life;
}
