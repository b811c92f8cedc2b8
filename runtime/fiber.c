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

/*
 * glibc keeps a stack's lowest address and its size one after the other in its struct of the
 * thread, which stands at the other side of the control block than thread-local storage. 0: not
 * found.
 */
static uintptr_t lowest_address(uintptr_t block)
{
    enum { WORDS = 2048 / sizeof(uintptr_t), ABOVE = 16 << 20 };
    const uintptr_t largest = (uintptr_t)1 << 36;
    const uintptr_t *words = (const uintptr_t *)block - (CI_PROCESSOR_TLS_IS_BELOW ? 0 : WORDS);
    for (int i = 0; i + 1 < WORDS; i++) {
        uintptr_t low = words[i], size = words[i + 1];
        if (size < largest && low < block && block - low < size && low + size - block < ABOVE)
            return low;
    }
    return 0;
}

struct ci_stack ci_fiber_own_stack(bool is_first)
{
    uintptr_t block = (uintptr_t)ci_processor_control_block();
    if (ci_fiber_first.block)
        is_first = block == ci_fiber_first.block;
    if (is_first)
        return (struct ci_stack){.begin = ci_fiber_first.stack};
    return (struct ci_stack){.begin = block, .low = lowest_address(block)};
}

/* The stack that a context is on. */
static struct ci_stack stack_of(const struct ci_tree *tree, const struct ci_node *node)
{
    uintptr_t fiber = ci_node_is_root(node) ? 0 : ci_path_fiber(node->entry->path);
    return fiber ? (struct ci_stack){.begin = fiber} : tree->stack;
}

/* Whether the address is on the stack, as far as is known without the kernel. */
static inline bool is_on(const struct ci_stack *stack, uintptr_t address)
{
    uintptr_t size = stack->low ? stack->begin - stack->low : FIBER_NEAR;
    return stack->begin - address - 1 < size;
}

/* The same with a mapping that the address is in. */
static bool is_on_mapped(const struct ci_stack *stack, uintptr_t address,
                         const struct ci_mapping *mapping)
{
    return is_on(stack, address) ||
           (!stack->low && address < stack->begin && ci_mapping_has(mapping, address) &&
            ci_mapping_has(mapping, stack->begin));
}

/* What follows from the mapping that the kernel told last. */
static enum ci_entry judge(const struct ci_tree *tree, const struct ci_stack *stack,
                           uintptr_t address)
{
    if (is_on_mapped(stack, address, &tree->mapping))
        return CI_ENTRY_SAME;
    return is_on_mapped(&tree->stack, address, &tree->mapping) ? CI_ENTRY_OUTSIDE : CI_ENTRY_FIBER;
}

/* Asks the kernel for the mapping of the stack; the answer is kept. */
static enum ci_entry ask_kernel(struct ci_tree *tree, const struct ci_stack *stack,
                                const struct ci_call *call)
{
    struct ci_mapping mappings[2] = {{.address = call->stack}, {.address = call->return_address}};
    if (!ci_mapping_find(mappings, 2))
        return CI_ENTRY_SAME;
    if (ci_mapping_has(&mappings[0], ci_fiber_first.stack))
        mappings[0].low -= FIBER_STACK_GAP; /* it grows */
    tree->mapping = mappings[0];
    enum ci_entry entry = judge(tree, stack, call->stack);
    if (entry != CI_ENTRY_FIBER)
        return entry;
    /* Code that another stack returns to need not be there. */
    if (mappings[1].readable && ci_processor_returns_to_kernel(call->return_address))
        return CI_ENTRY_HANDLER;
    ci_fiber_learn(call->return_address);
    return CI_ENTRY_FIBER;
}

/* The same for a call whose stack is another, or whose return address may be known. */
static __attribute__((noinline)) enum ci_entry look_closer(struct ci_tree *tree,
                                                           const struct ci_call *call)
{
    const uint32_t not_asked = CI_NODE_TRUNCATED | CI_NODE_TRUNCATED_ROOT | CI_NODE_HANDLER;
    const struct ci_stack stack = stack_of(tree, call->parent);
    if (!call->stack || call->parent->flags & not_asked || ci_call_keeps_stack(call))
        return CI_ENTRY_SAME;
    if (is_known(call->return_address))
        return CI_ENTRY_FIBER;
    enum ci_entry entry = judge(tree, &stack, call->stack);
    return entry == CI_ENTRY_FIBER ? ask_kernel(tree, &stack, call) : entry;
}

enum ci_entry ci_fiber_entry(struct ci_tree *tree, const struct ci_call *call)
{
    const struct ci_stack stack = stack_of(tree, call->parent);
    if (is_on(&stack, call->stack) &&
        !(__atomic_load_n(&fiber_filter, __ATOMIC_RELAXED) & filter_bit(call->return_address)))
        return CI_ENTRY_SAME;
    return look_closer(tree, call);
}

bool ci_fiber_is_handler(const struct ci_tree *tree, const struct ci_call *call)
{
    const struct ci_stack stack = stack_of(tree, call->parent);
    if (call->stack && !is_on(&stack, call->stack)) {
        struct ci_mapping code = {.address = call->return_address};
        if (is_known(call->return_address) || !ci_mapping_find(&code, 1) || !code.readable)
            return false;
    }
    return ci_processor_returns_to_kernel(call->return_address);
}
