/* SPDX-License-Identifier: MIT */
/* push.h - a list that threads, and the signal handlers that interrupt them, add to at any time. */
#ifndef CINSTR_RUNTIME_PUSH_H
#define CINSTR_RUNTIME_PUSH_H

#include <stdbool.h>

/* Puts a complete element in front of those that *first leads to, linked by its member `next`. */
#define CI_PUSH(first, element, next)                                                              \
    do {                                                                                           \
        __typeof__(element) ci_push_before = __atomic_load_n(first, __ATOMIC_ACQUIRE);             \
        do                                                                                         \
            (element)->next = ci_push_before;                                                      \
        while (!__atomic_compare_exchange_n(first, &ci_push_before, element, false,                \
                                            __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));                  \
    } while (0)

#endif
