/* SPDX-License-Identifier: MIT */
/* order.h - orders for qsort. */
#ifndef CINSTR_CLI_BASE_ORDER_H
#define CINSTR_CLI_BASE_ORDER_H

#include <string.h>

/* Of doubles, the least first. */
static inline int ci_order_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Of pointers to texts, by their bytes. */
static inline int ci_order_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

#endif
