/* SPDX-License-Identifier: MIT */
/* outside.c - see outside.h. */
#define _GNU_SOURCE
#include "outside.h"
#include "leaf.h"
#include "live.h"
#include "local.h"
#include "message.h"
#include "objects.h"
#include "thread.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#pragma weak ci_outside_interposer
#pragma weak dladdr

static const char *const allocators[] = {
    "malloc",        "calloc",         "realloc", "reallocarray", "memalign",
    "aligned_alloc", "posix_memalign", "valloc",  "pvalloc",      NULL};

/* Invariant: in the chain of the thread's table that its hash names. */
struct ci_outside_leaf {
    struct ci_leaf leaf; /* must be first */
    struct ci_outside_leaf *next;
    struct ci_outside_stack stack;
};

static struct ci_outside_facts facts;
static bool any;

/* ---- Where a call happens ---- */

/* The node whose call site was announced last, and the site; NULL: outside functions with probes.
 */
static struct ci_node *current_node(uint32_t *index)
{
    struct cinstr_edge **slot = ci_thread_probe.slot;
    struct ci_node *node = (struct ci_node *)__atomic_load_n(slot, __ATOMIC_ACQUIRE)->parent;
    if (!ci_thread_current() || ci_node_is_root(node))
        return NULL;
    if (node->entry->abi.function->flags & CINSTR_FUNCTION_EXTERNAL) {
        slot = node->entry->slot; /* what it allocates belongs to the site that calls it */
        node = ci_edge_parent(node->entry);
    }
    *index = (uint32_t)(slot - node->slots);
    return *index < node->site_count ? node : NULL;
}

static const struct cinstr_site *site_of(const struct ci_node *node, uint32_t index)
{
    const struct cinstr_site *sites = cinstr_rel_get(&node->entry->abi.function->sites);
    return &sites[index];
}

/* The function itself; where it has jumped away by a tail call, those around it. */
static void list_bodies(const struct ci_node *node, bool tail, struct ci_outside_bodies *bodies)
{
    bodies->count = 0;
    while (!ci_node_is_root(node) && bodies->count < CI_OUTSIDE_BODIES) {
        uintptr_t body = ci_objects_address(node->entry->body);
        if (body)
            bodies->bodies[bodies->count++] = body;
        if (!tail)
            return;
        node = ci_edge_parent(node->entry);
    }
}

static enum ci_outside_where where(bool buffer, struct ci_outside_bodies *bodies)
{
    uint32_t index;
    if (ci_local.muted || ci_objects_modes() & CINSTR_MODE_FLAT)
        return CI_OUTSIDE_IGNORE;
    const struct ci_node *node = current_node(&index);
    if (!node)
        return CI_OUTSIDE_NOWHERE;
    const struct cinstr_site *site = site_of(node, index);
    if (site->flags & CINSTR_SITE_HEAP && !buffer)
        return CI_OUTSIDE_IGNORE;
    list_bodies(node, site->flags & CINSTR_SITE_TAIL, bodies);
    return CI_OUTSIDE_AT_A_SITE;
}

/* ---- Leaves, by site, stack and size class ---- */

static uint64_t hash_of(const struct ci_node *node, uint32_t index, uint64_t key,
                        const struct ci_outside_stack *stack)
{
    uint64_t hash = ((uintptr_t)node ^ (uint64_t)index << 48) * UINT64_C(0x9e3779b97f4a7c15) + key;
    for (uint32_t i = 0; i < stack->count; i++)
        hash = (hash ^ stack->frames[i] ^ hash >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash >> 32;
}

static bool is_leaf_of(const struct ci_outside_leaf *leaf, const struct ci_node *node,
                       uint32_t index, uint64_t key, const struct ci_outside_stack *stack)
{
    return leaf->leaf.node == node && leaf->leaf.index == index && leaf->leaf.abi.key == key &&
           leaf->stack.allocator == stack->allocator && leaf->stack.count == stack->count &&
           !memcmp(leaf->stack.frames, stack->frames, sizeof stack->frames);
}

static struct ci_outside_leaf *make_leaf(struct ci_thread *thread,
                                         const struct ci_outside_stack *stack)
{
    struct ci_outside_leaf *leaf = ci_arena_get(&thread->tree.arena, sizeof *leaf);
    if (!leaf)
        return NULL;
    ci_tree_take(sizeof *leaf);
    leaf->stack = *stack;
    leaf->leaf.stack = &leaf->stack;
    leaf->leaf.thread = thread;
    leaf->leaf.ring = &leaf->leaf;
    return leaf;
}

static struct ci_leaf *find_leaf(const struct ci_outside_stack *stack, uint64_t key)
{
    static const struct ci_outside_stack no_room = {.allocator = "malloc", .cut = 1};
    uint32_t index;
    struct ci_node *node = current_node(&index);
    struct ci_thread *thread = ci_thread_current();
    if (!node)
        return &ci_leaf_lost;
    if (__atomic_load_n(&ci_tree_bytes, __ATOMIC_RELAXED) > ci_tree_budget)
        stack = &no_room; /* there is room for only one for each site and size */
    if (!thread->outside)
        thread->outside =
            ci_arena_get(&thread->tree.arena, CI_OUTSIDE_TABLE * sizeof *thread->outside);
    if (!thread->outside)
        return &ci_leaf_lost;
    struct ci_outside_leaf **chain =
        &thread->outside[hash_of(node, index, key, stack) % CI_OUTSIDE_TABLE];
    for (struct ci_outside_leaf *leaf = *chain; leaf; leaf = leaf->next)
        if (is_leaf_of(leaf, node, index, key, stack))
            return &leaf->leaf;
    struct ci_outside_leaf *leaf = make_leaf(thread, stack);
    if (!leaf)
        return &ci_leaf_lost;
    leaf->leaf.abi.key = key;
    leaf->leaf.node = node;
    leaf->leaf.index = index;
    leaf->next = *chain;
    *chain = leaf;
    ci_leaf_list(&thread->tree, &leaf->leaf);
    return &leaf->leaf;
}

/* Counts an allocation; returns its leaf, or NULL where it has none. */
static struct ci_leaf *count(const struct ci_outside_stack *stack, size_t size)
{
    if (!stack) {
        if (!ci_live_paused) {
            __atomic_fetch_add(&facts.objects, 1, __ATOMIC_RELAXED);
            __atomic_fetch_add(&facts.bytes, size, __ATOMIC_RELAXED);
        }
        return NULL;
    }
    any = true;
    struct ci_leaf *leaf = find_leaf(stack, CINSTR_LEAF_KEY(size));
    leaf->abi.objects++;
    leaf->abi.bytes += size;
    return leaf;
}

/* ---- What the interposer calls ---- */

static bool is_live(void)
{
    return ci_objects_modes() & CINSTR_MODE_LIVE;
}

static void allocated(const struct ci_outside_stack *stack, void *pointer, size_t size)
{
    struct ci_leaf *leaf = count(stack, size);
    if (is_live())
        ci_live_begin(leaf, pointer, size);
}

static void released(void *pointer)
{
    if (is_live())
        ci_live_end(pointer);
}

static struct ci_growing *growing(void *old)
{
    return is_live() ? ci_live_growing(old) : NULL;
}

static void grown(const struct ci_outside_stack *stack, struct ci_growing *growing, void *pointer,
                  size_t size)
{
    struct ci_leaf *leaf = pointer ? count(stack, size) : NULL;
    if (is_live())
        ci_live_grown_in(leaf, growing, pointer, size);
}

static void forget_unloaded(struct ci_outside_stack *stack)
{
    Dl_info info;
    for (uint32_t i = 0; i < stack->count; i++)
        if (stack->frames[i] && dladdr && !dladdr((void *)(stack->frames[i] - 1), &info))
            __atomic_store_n(&stack->frames[i], 0, __ATOMIC_RELAXED);
}

static void unloaded(void)
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older)
            if (leaf->stack)
                forget_unloaded(&((struct ci_outside_leaf *)leaf)->stack);
}

void ci_outside_attach(void)
{
    static const struct ci_outside_calls calls = {where,   allocated, released,
                                                  growing, grown,     unloaded};
    const char *preload = secure_getenv("LD_PRELOAD");
    if (ci_outside_interposer) {
        facts.attached = true;
        ci_outside_interposer(&calls, &facts.objects, &facts.bytes);
    } else if (preload && strstr(preload, "libcinstr-malloc.so")) {
        ci_message(
            "libcinstr-malloc.so is not used: this static libcinstr cannot reach it; link the "
            "shared one",
            NULL);
    }
}

/* ---- For the snapshot ---- */

const char *const *ci_outside_allocators(void)
{
    return &allocators[facts.attached ? 0 : sizeof allocators / sizeof *allocators - 1];
}

bool ci_outside_any(void)
{
    return any;
}

struct ci_outside_facts ci_outside_show(void)
{
    struct ci_outside_facts shown = facts;
    shown.flat = ci_objects_modes() & CINSTR_MODE_FLAT;
    return shown;
}

void ci_outside_forget(void)
{
    facts.objects = facts.bytes = 0;
}

/* By the object's name, then by the place in it. */
static int compare_frames(uintptr_t a, uintptr_t b)
{
    Dl_info of_a, of_b;
    int order = 0;
    if (a != b && dladdr && dladdr((void *)a, &of_a) && dladdr((void *)b, &of_b))
        order = strcmp(of_a.dli_fname, of_b.dli_fname);
    return order ? order : (a > b) - (a < b);
}

int ci_outside_compare(const struct ci_outside_stack *a, const struct ci_outside_stack *b)
{
    int order = (a->count > b->count) - (a->count < b->count);
    if (!order)
        order = strcmp(a->allocator, b->allocator);
    for (uint32_t i = 0; !order && i < a->count; i++)
        order = compare_frames(a->frames[i], b->frames[i]);
    return order;
}
