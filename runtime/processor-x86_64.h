/* SPDX-License-Identifier: MIT */
/* processor-x86_64.h - processor.h for x86-64. */
#ifndef CINSTR_RUNTIME_PROCESSOR_X86_64_H
#define CINSTR_RUNTIME_PROCESSOR_X86_64_H

#include <cinstr/abi.h>

enum { CI_PROCESSOR_TICK_STEP = 1 };

/* See siblings.c. */
#define CI_PROCESSOR_FREE_ADDRESS 0x3c1750000000

/* The counter is taken to be invariant, as on every x86-64 of this century. */
static inline uint64_t ci_processor_ticks(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static inline uint64_t ci_processor_wait_ticks(void)
{
    return CINSTR_WAIT_TICKS;
}

static inline void ci_processor_pause(void)
{
    __builtin_ia32_pause();
}

static inline long ci_processor_call_kernel(long number, void *address, size_t size, long third,
                                            long fourth, long fifth, long sixth)
{
    register long r10 __asm__("r10") = fourth;
    register long r8 __asm__("r8") = fifth;
    register long r9 __asm__("r9") = sixth;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(number), "D"(address), "S"(size), "d"(third), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

struct ci_processor_fp {
    uint32_t x87[7]; /* fnstenv's 28 bytes */
    uint32_t sse;
};

static inline void ci_processor_fp_enter(struct ci_processor_fp *kept)
{
    const uint32_t sse = 0x1f80; /* all exceptions masked, to nearest */
    __asm__ volatile("fnstenv %0\n\tfninit\n\tstmxcsr %1\n\tldmxcsr %2"
                     : "=m"(kept->x87), "=m"(kept->sse)
                     : "m"(sse));
}

static inline void ci_processor_fp_leave(const struct ci_processor_fp *kept)
{
    __asm__ volatile("fldenv %0\n\tldmxcsr %1" : : "m"(kept->x87), "m"(kept->sse));
}

/* The call's operands are in registers that it may change; rbx, which it keeps, has the old stack.
 */
static inline void ci_processor_call_on(void *top, void (*work)(void *argument), void *argument)
{
    __asm__ volatile("mov %%rsp, %%rbx\n\tmov %0, %%rsp\n\tcall *%1\n\tmov %%rbx, %%rsp"
                     : "+a"(top), "+d"(work), "+D"(argument)
                     :
                     : "rbx", "rcx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0",
                       "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

#define CI_PROCESSOR_RETURN_OF(context) (*(uintptr_t *)(context).uc_mcontext.gregs[REG_RSP])

/* glibc has a handler return to "mov $15, %rax; syscall" on a multiple of 16. Code aligned by 8 has
 * 8 bytes on its page. */
static inline bool ci_processor_returns_to_kernel(uintptr_t address)
{
    return address % 8 == 0 && address > 0xffff && *(const uint64_t *)address == 0x0f0000000fc0c748;
}

enum { CI_PROCESSOR_TLS_IS_BELOW = 1 };

static inline char *ci_processor_control_block(void)
{
    char *block;
    __asm__("mov %%fs:0, %0" : "=r"(block));
    return block;
}

static inline uint64_t ci_processor_ask_valgrind(const volatile uint64_t request[6])
{
    uint64_t answer = 0;
    __asm__ volatile("rolq $3, %%rdi ; rolq $13, %%rdi\n\t"
                     "rolq $61, %%rdi ; rolq $51, %%rdi\n\t"
                     "xchgq %%rbx, %%rbx"
                     : "+d"(answer)
                     : "a"(request)
                     : "cc", "memory");
    return answer;
}

#endif
