/* SPDX-License-Identifier: MIT */
/* leaf_number.h - leaves by small numbers, for what refers to many of them. */
#ifndef CINSTR_RUNTIME_LEAF_NUMBER_H
#define CINSTR_RUNTIME_LEAF_NUMBER_H

#include "leaf.h"

enum {
    CI_LEAF_NUMBER_BITS = 22,
    CI_LEAF_NUMBER_NONE = 1 << CI_LEAF_NUMBER_BITS,
    CI_LEAF_PIECE_BITS = 12,
    CI_LEAF_PIECE_LEAVES = 1 << CI_LEAF_PIECE_BITS,
    CI_LEAF_PIECES = 1 << (CI_LEAF_NUMBER_BITS - CI_LEAF_PIECE_BITS),
};

/* Leaves by number, in pieces that stay where they are when more come. Atomic. */
extern struct ci_leaf **ci_leaf_pieces[CI_LEAF_PIECES];

uint32_t ci_leaf_number_give(struct ci_leaf *leaf);

/* The number of a leaf, which gets one when it is first asked for; 0 for NULL, CI_LEAF_NUMBER_NONE
 * if numbers or memory have run out. From any thread. */
static inline uint32_t ci_leaf_number_of(struct ci_leaf *leaf)
{
    if (!leaf)
        return 0;
    uint32_t number = __atomic_load_n(&leaf->number, __ATOMIC_ACQUIRE);
    return number ? number : ci_leaf_number_give(leaf);
}

/* The leaf with a number that was given; NULL for 0. */
static inline struct ci_leaf *ci_leaf_number_get(uint32_t number)
{
    if (!number)
        return NULL;
    struct ci_leaf **piece =
        __atomic_load_n(&ci_leaf_pieces[number >> CI_LEAF_PIECE_BITS], __ATOMIC_ACQUIRE);
    return __atomic_load_n(&piece[number % CI_LEAF_PIECE_LEAVES], __ATOMIC_ACQUIRE);
}

#endif
