/* SPDX-License-Identifier: MIT */
/*
 * syscall.h - the few system calls that must not go through libc.
 *
 * The arena is called from a stub that has saved no vector register, and a libc function may use
 * them. These inline to one instruction; they leave errno alone and are safe everywhere.
 */
#ifndef CINSTR_RUNTIME_SYSCALL_H
#define CINSTR_RUNTIME_SYSCALL_H

#include "processor.h"

#include <sys/mman.h>
#include <sys/syscall.h>

/* Returns `size` bytes of zeroed private memory, or NULL when the kernel has none to give. */
static inline void *ci_sys_mmap(size_t size)
{
    long result = ci_processor_call_kernel(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
                                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return (unsigned long)result >= (unsigned long)-4095L ? NULL : (void *)result;
}

/* Asks for large pages for memory from ci_sys_mmap that will be filled, which saves a page fault
 * for each 4 KiB of it, and misses of the TLB. The kernel may not have them. */
static inline void ci_sys_want_large_pages(void *memory, size_t size)
{
    ci_processor_call_kernel(SYS_madvise, memory, size, MADV_HUGEPAGE, 0, 0, 0);
}

/* Makes that nothing can be read or written in memory of ci_sys_mmap. */
static inline void ci_sys_forbid(void *memory, size_t size)
{
    ci_processor_call_kernel(SYS_mprotect, memory, size, PROT_NONE, 0, 0, 0);
}

/* Gives back memory of ci_sys_mmap. */
static inline void ci_sys_munmap(void *memory, size_t size)
{
    ci_processor_call_kernel(SYS_munmap, memory, size, 0, 0, 0, 0);
}

#endif
