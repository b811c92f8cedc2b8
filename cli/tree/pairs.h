/* SPDX-License-Identifier: MIT */
/* pairs.h - numbers pairs of numbers 0, 1, 2, ... in the order of their adding. */
#ifndef CINSTR_CLI_TREE_PAIRS_H
#define CINSTR_CLI_TREE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed struct has no pairs. Its memory is malloc's. */
struct ci_pairs {
    struct pairs_slot *slots;
    size_t n_slots; /* a power of two, or 0; at least twice the count */
    uint32_t count; /* pairs, and the number of the next new one */
};

/*
 * The number of the pair. A new pair gets the number COUNT, and IS_NEW is set. Ends the process
 * when there is no memory, or no number below UINT32_MAX left.
 */
uint32_t ci_pairs_add(struct ci_pairs *pairs, uint32_t first, uint32_t second, bool *is_new);

void ci_pairs_deinit(struct ci_pairs *pairs);

#endif
