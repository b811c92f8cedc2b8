/* SPDX-License-Identifier: MIT */
/* sort.h - a stable sort that takes no memory but what it is given (libc's qsort may call malloc).
 */
#ifndef CINSTR_RUNTIME_SORT_H
#define CINSTR_RUNTIME_SORT_H

#include <stdint.h>

/* Less than, equal to or greater than 0 as item a stands before, beside or after item b. */
typedef int ci_compare(uint32_t a, uint32_t b, const void *context);

/* Merge sort of `items`; `scratch` has room for as many. */
void ci_sort(uint32_t *items, uint32_t *scratch, uint32_t count, ci_compare *compare,
             const void *context);

#endif
