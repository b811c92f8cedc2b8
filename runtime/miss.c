/* SPDX-License-Identifier: MIT */
/* miss.c - what the miss stub calls first; under the same rules as tree.c. */
#include "thread.h"

struct ci_found ci_miss(struct cinstr_edge **slot, const struct cinstr_function *function,
                        uintptr_t return_address, uintptr_t body, uintptr_t stack);

struct ci_found ci_miss(struct cinstr_edge **slot, const struct cinstr_function *function,
                        uintptr_t return_address, uintptr_t body, uintptr_t stack)
{
    struct ci_thread *thread = ci_thread_current();
    if (slot == &ci_tree_unattached_slot || (!thread && !ci_tree_is_lost((*slot)->parent)))
        return (struct ci_found){NULL, slot};
    return ci_tree_find(&thread->tree, slot, function, return_address, body, stack);
}
