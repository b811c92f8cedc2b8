/* SPDX-License-Identifier: MIT */
/*
 * fp.h - floating point as C starts with it, for the time that the runtime computes.
 *
 * The program may have made exceptions trap, or may round upwards or flush small numbers to zero.
 * That must not affect the runtime's numbers, and these must leave no exception for the program to
 * find.
 */
#ifndef CINSTR_RUNTIME_FP_H
#define CINSTR_RUNTIME_FP_H

#include <stdint.h>

struct ci_fp {
    uint32_t x87[7]; /* fnstenv's 28 bytes */
    uint32_t sse;
};

static inline void ci_fp_enter(struct ci_fp *kept)
{
    const uint32_t sse = 0x1f80; /* all exceptions masked, to nearest */
    __asm__ volatile("fnstenv %0\n\tfninit\n\tstmxcsr %1\n\tldmxcsr %2"
                     : "=m"(kept->x87), "=m"(kept->sse)
                     : "m"(sse));
}

static inline void ci_fp_leave(const struct ci_fp *kept)
{
    __asm__ volatile("fldenv %0\n\tldmxcsr %1" : : "m"(kept->x87), "m"(kept->sse));
}

#endif
