/* SPDX-License-Identifier: MIT */
/* signal_return.h - tells the return address of a signal handler from others. */
#ifndef CINSTR_RUNTIME_SIGNAL_RETURN_H
#define CINSTR_RUNTIME_SIGNAL_RETURN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a function that returns to `address` was called by the kernel. glibc has a handler return
 * to "mov $15, %rax; syscall" on a multiple of 16. Code aligned by 8 has 8 bytes on its page.
 */
static inline bool ci_signal_returns_to(uintptr_t address)
{
    return address % 8 == 0 && address && *(const uint64_t *)address == 0x0f0000000fc0c748;
}

#endif
