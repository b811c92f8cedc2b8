/* SPDX-License-Identifier: MIT */
/*
 * indirect.h - functions without probes that are called through a pointer, and so become known at
 * run time.
 *
 * The cold path makes such a function's record, which refers to no other record, at the first call,
 * in the memory of the calling thread's tree; the symbol at its address names it when a profile is
 * written.
 */
#ifndef CINSTR_RUNTIME_INDIRECT_H
#define CINSTR_RUNTIME_INDIRECT_H

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stdint.h>

/* A flag of such a record, above those of the ABI. */
#define CI_FUNCTION_INDIRECT (UINT32_C(1) << 31)

#define CI_INDIRECT_NAME "[called by a pointer]" /* until it has a better one */

struct ci_indirect {
    struct cinstr_external external; /* must be first */
    struct cinstr_unit unit;
    struct cinstr_site site;
    char name[sizeof CI_INDIRECT_NAME];
    uintptr_t target; /* run-time address */
    struct ci_indirect *older;
};

/* The address of the function; 0: it was not called by a pointer, or has probes. */
static inline uintptr_t ci_indirect_target(const struct cinstr_function *function)
{
    const bool is_one = function->flags & CI_FUNCTION_INDIRECT;
    return is_one ? ((const struct ci_indirect *)(const void *)function)->target : 0;
}

#endif
