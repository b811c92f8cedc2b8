/* SPDX-License-Identifier: MIT */
/*
 * syscall.h - the few system calls that must not go through libc.
 *
 * The arena is called from a stub that has saved no vector register, and a libc function may use
 * them. These inline to one instruction; they leave errno alone and are safe everywhere.
 */
#ifndef CINSTR_RUNTIME_SYSCALL_H
#define CINSTR_RUNTIME_SYSCALL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#if !defined __x86_64__ || !defined __LP64__
#error "cinstr's runtime knows the system calls of x86-64 only"
#endif

/* Returns `size` bytes of zeroed private memory, or NULL when the kernel has none to give. */
static inline void *ci_sys_mmap(size_t size)
{
    register long flags __asm__("r10") = MAP_PRIVATE | MAP_ANONYMOUS;
    register long fd __asm__("r8") = -1;
    register long offset __asm__("r9") = 0;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"((long)SYS_mmap), "D"(0L), "S"(size), "d"((long)(PROT_READ | PROT_WRITE)),
                       "r"(flags), "r"(fd), "r"(offset)
                     : "rcx", "r11", "memory");
    /* The kernel answers with -errno, the last page of the address space. */
    return (unsigned long)result >= (unsigned long)-4095L ? NULL : (void *)result;
}

/* Asks for large pages for memory from ci_sys_mmap that will be filled completely, which saves a
 * page fault for each 4 KiB of it. */
static inline void ci_sys_want_large_pages(void *memory, size_t size)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"((long)SYS_madvise), "D"(memory), "S"(size), "d"((long)MADV_HUGEPAGE)
                     : "rcx", "r11", "memory");
    (void)result; /* the kernel may not have them */
}

/* Gives back memory of ci_sys_mmap. */
static inline void ci_sys_munmap(void *memory, size_t size)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"((long)SYS_munmap), "D"(memory), "S"(size)
                     : "rcx", "r11", "memory");
    (void)result; /* fails for ranges only that were never mapped */
}

#endif
