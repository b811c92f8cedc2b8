/* SPDX-License-Identifier: MIT */
/* sort.h - a stable sort of pointers; qsort of the C library may call malloc. */
#ifndef CINSTR_RUNTIME_SORT_H
#define CINSTR_RUNTIME_SORT_H

#include "arena.h"

#include <stdbool.h>

/* Less than, equal to or greater than 0, as strcmp. */
typedef int ci_order(const void *left, const void *right);

/* Sorts `count` pointers; false when the arena has no memory for a second array. */
bool ci_sort(struct ci_arena *arena, void **items, size_t count, ci_order *order);

#endif
