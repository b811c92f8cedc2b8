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
    for (int i = 0; i < FIBER_RETURNS; i++) {
        uintptr_t known = 0;
        if (__atomic_compare_exchange_n(&fiber_returns[i], &known, return_address + 1, false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
            known == return_address + 1)
            return;
    }
}

/* Where the stack begins that a context is on. Other threads than the first have their control
 * block there; where it is not known which one that is, either may be meant. */
struct fiber_stack {
    uintptr_t begins[2];
};

static struct fiber_stack stack_of(const struct ci_node *node)
{
    uintptr_t fiber = ci_node_is_root(node) ? 0 : node->entry->path->fiber;
    if (fiber)
        return (struct fiber_stack){{fiber, fiber}};
    const struct ci_first_thread first = ci_fiber_first;
    uintptr_t block = (uintptr_t)ci_processor_control_block();
    if (block == first.block)
        return (struct fiber_stack){{first.stack, first.stack}};
    return (struct fiber_stack){{block, first.block ? block : first.stack}};
}

static bool is_near(const struct fiber_stack *stack, uintptr_t address)
{
    return stack->begins[0] - address < FIBER_NEAR || stack->begins[1] - address < FIBER_NEAR;
}

static bool are_in(const struct ci_mapping *mapping, const struct fiber_stack *stack,
                   uintptr_t address)
{
    return ci_mapping_has(mapping, address) &&
           (ci_mapping_has(mapping, stack->begins[0]) || ci_mapping_has(mapping, stack->begins[1]));
}

/* Whether the address is on the stack, according to the kernel. The last answer is kept. */
static enum ci_entry ask_kernel(struct ci_tree *tree, const struct fiber_stack *stack,
                                const struct ci_call *call)
{
    struct ci_mapping mappings[2] = {{.address = call->stack}, {.address = call->return_address}};
    if (!ci_mapping_find(mappings, 2))
        return CI_ENTRY_SAME;
    if (ci_mapping_has(&mappings[0], ci_fiber_first.stack))
        mappings[0].low -= FIBER_STACK_GAP; /* it grows */
    tree->mapping = mappings[0];
    if (are_in(&mappings[0], stack, call->stack))
        return CI_ENTRY_SAME;
    /* Code that another stack returns to need not be there. */
    if (mappings[1].readable && ci_processor_returns_to_kernel(call->return_address))
        return CI_ENTRY_HANDLER;
    ci_fiber_learn(call->return_address);
    return CI_ENTRY_FIBER;
}

enum ci_entry ci_fiber_entry(struct ci_tree *tree, const struct ci_call *call)
{
    const uint32_t not_asked = CI_NODE_TRUNCATED | CI_NODE_TRUNCATED_ROOT | CI_NODE_HANDLER;
    if (!call->stack || call->parent->flags & not_asked || ci_call_keeps_stack(call))
        return CI_ENTRY_SAME;
    if (is_known(call->return_address))
        return CI_ENTRY_FIBER;
    const struct fiber_stack stack = stack_of(call->parent);
    if (is_near(&stack, call->stack) || are_in(&tree->mapping, &stack, call->stack))
        return CI_ENTRY_SAME;
    return ask_kernel(tree, &stack, call);
}
