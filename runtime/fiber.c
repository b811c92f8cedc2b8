/* SPDX-License-Identifier: MIT */
/* fiber.c - the rules of fiber.h; see tree.h for what this code may not do. */
#include "fiber.h"
#include "processor.h"

enum {
    FIBER_RETURNS = 16,
    FIBER_NEAR = 64 << 10,     /* bytes that the kernel need not be asked for */
    FIBER_STACK_GAP = 1 << 20, /* that the kernel keeps free below the first thread's stack */
};

struct ci_first_thread ci_fiber_first;
/* The addresses, plus 1, as a stack may begin with 0; filled from the front; atomic. */
static uintptr_t fiber_returns[FIBER_RETURNS];
static uint64_t fiber_filter; /* has a bit of each */

static uint64_t filter_bit(uintptr_t return_address)
{
    return UINT64_C(1) << return_address / 4 % 64;
}

static bool is_known(uintptr_t return_address)
{
    for (int i = 0; i < FIBER_RETURNS; i++) {
        uintptr_t known = __atomic_load_n(&fiber_returns[i], __ATOMIC_RELAXED);
        if (!known || known == return_address + 1)
            return known;
    }
    return false;
}

void ci_fiber_learn(uintptr_t return_address)
{
    __atomic_fetch_or(&fiber_filter, filter_bit(return_address), __ATOMIC_RELAXED);
    for (int i = 0; i < FIBER_RETURNS; i++) {
        uintptr_t known = 0;
        if (__atomic_compare_exchange_n(&fiber_returns[i], &known, return_address + 1, false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
            known == return_address + 1)
            return;
    }
}

uintptr_t ci_fiber_own_stack(bool is_first)
{
    uintptr_t block = (uintptr_t)ci_processor_control_block();
    if (ci_fiber_first.block)
        is_first = block == ci_fiber_first.block;
    return is_first ? ci_fiber_first.stack : block;
}

/* Where the stack begins that a context is on. */
static uintptr_t stack_of(const struct ci_tree *tree, const struct ci_node *node)
{
    uintptr_t fiber = ci_node_is_root(node) ? 0 : ci_path_fiber(node->entry->path);
    return fiber ? fiber : tree->stack;
}

/* Whether the mapping is of a stack that begins at one address and is at the other one now. */
static bool is_stack(const struct ci_mapping *mapping, uintptr_t begin, uintptr_t now)
{
    return now < begin && ci_mapping_has(mapping, now) && ci_mapping_has(mapping, begin);
}

/* Whether the call is on the stack that begins at `begin`, according to the kernel, whose last
 * answer is kept. */
static enum ci_entry ask_kernel(struct ci_tree *tree, uintptr_t begin, const struct ci_call *call)
{
    struct ci_mapping mappings[2] = {{.address = call->stack}, {.address = call->return_address}};
    if (!ci_mapping_find(mappings, 2))
        return CI_ENTRY_SAME;
    if (ci_mapping_has(&mappings[0], ci_fiber_first.stack))
        mappings[0].low -= FIBER_STACK_GAP; /* it grows */
    tree->mapping = mappings[0];
    if (is_stack(&mappings[0], begin, call->stack))
        return CI_ENTRY_SAME;
    /* Code that another stack returns to need not be there. */
    if (mappings[1].readable && ci_processor_returns_to_kernel(call->return_address))
        return CI_ENTRY_HANDLER;
    ci_fiber_learn(call->return_address);
    return CI_ENTRY_FIBER;
}

/* The same for a call whose stack begins elsewhere, or whose return address may be known. */
static __attribute__((noinline)) enum ci_entry look_closer(struct ci_tree *tree, uintptr_t begin,
                                                           const struct ci_call *call)
{
    const uint32_t not_asked = CI_NODE_TRUNCATED | CI_NODE_TRUNCATED_ROOT | CI_NODE_HANDLER;
    if (!call->stack || call->parent->flags & not_asked || ci_call_keeps_stack(call))
        return CI_ENTRY_SAME;
    if (is_known(call->return_address))
        return CI_ENTRY_FIBER;
    if (begin - call->stack < FIBER_NEAR)
        return CI_ENTRY_SAME;
    return is_stack(&tree->mapping, begin, call->stack) ? CI_ENTRY_SAME
                                                        : ask_kernel(tree, begin, call);
}

enum ci_entry ci_fiber_entry(struct ci_tree *tree, const struct ci_call *call)
{
    const uintptr_t begin = stack_of(tree, call->parent);
    if (begin - call->stack < FIBER_NEAR &&
        !(__atomic_load_n(&fiber_filter, __ATOMIC_RELAXED) & filter_bit(call->return_address)))
        return CI_ENTRY_SAME;
    return look_closer(tree, begin, call);
}
