/* SPDX-License-Identifier: MIT */
/* See early_host.c. */
#include "e2e.h"

extern void host_function(void);
long library_calls;

__attribute__((constructor)) PROBED void from_library(void)
{
    library_calls++;
    host_function();
    __asm__ volatile("");
}
