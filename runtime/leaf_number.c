/* SPDX-License-Identifier: MIT */
/* leaf_number.c - a table of leaves in pieces, which stay where they are when more come. */
#include "leaf_number.h"

static struct ci_arena arena;
struct ci_leaf **ci_leaf_pieces[CI_LEAF_PIECES];
static uint32_t last_number; /* atomic */

/* The piece that a number is in, made when it is missing; NULL: no memory. */
static struct ci_leaf **piece_of(uint32_t number)
{
    struct ci_leaf ***place = &ci_leaf_pieces[number >> CI_LEAF_PIECE_BITS];
    struct ci_leaf **piece = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (piece)
        return piece;
    struct ci_leaf **made = ci_arena_get(&arena, CI_LEAF_PIECE_LEAVES * sizeof *made);
    if (!made ||
        __atomic_compare_exchange_n(place, &piece, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return made;
    return piece; /* another thread was faster */
}

uint32_t ci_leaf_number_give(struct ci_leaf *leaf)
{
    uint32_t number = __atomic_load_n(&last_number, __ATOMIC_RELAXED), none = 0;
    if (number >= CI_LEAF_NUMBER_NONE - CI_LEAF_PIECE_LEAVES) /* some threads may ask at once */
        return CI_LEAF_NUMBER_NONE;
    number = __atomic_add_fetch(&last_number, 1, __ATOMIC_RELAXED);
    struct ci_leaf **piece = piece_of(number);
    if (!piece)
        return CI_LEAF_NUMBER_NONE;
    __atomic_store_n(&piece[number % CI_LEAF_PIECE_LEAVES], leaf, __ATOMIC_RELEASE);
    if (__atomic_compare_exchange_n(&leaf->number, &none, number, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return number;
    return none; /* another thread gave it one */
}
