/* SPDX-License-Identifier: MIT */
/* processor-aarch64.h - processor.h for AArch64, little-endian. */
#ifndef CINSTR_RUNTIME_PROCESSOR_AARCH64_H
#define CINSTR_RUNTIME_PROCESSOR_AARCH64_H

/* See siblings.c; some kernels have addresses of 39 bits, or pages of 64 KiB. */
#define CI_PROCESSOR_FREE_ADDRESS 0x3c17500000

/*
 * The system counter, which runs at 19.2 MHz to 1 GHz, times 2^8: so a probe's cost can be told in
 * parts of a count, and the lowest bit is free for calls/external.cc. It wraps after two years of
 * uptime at 1 GHz.
 */
enum { CI_PROCESSOR_TICK_STEP = 2, CI_PROCESSOR_COUNT_BITS = 8 };

static inline uint64_t ci_processor_ticks(void)
{
    uint64_t count;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count << CI_PROCESSOR_COUNT_BITS;
}

static inline uint64_t ci_processor_wait_ticks(void)
{
    uint64_t frequency;
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
    return ((frequency << CI_PROCESSOR_COUNT_BITS) / 1000000) * 3;
}

/* isb waits for what is under way; yield does nothing on most processors. */
static inline void ci_processor_pause(void)
{
    __asm__ volatile("isb");
}

static inline long ci_processor_call_kernel(long number, void *address, size_t size, long third,
                                            long fourth, long fifth, long sixth)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = (long)address;
    register long x1 __asm__("x1") = (long)size;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    register long x4 __asm__("x4") = fifth;
    register long x5 __asm__("x5") = sixth;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}

struct ci_processor_fp {
    uint64_t control, status;
};

static inline void ci_processor_fp_enter(struct ci_processor_fp *kept)
{
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr\n\tmsr fpcr, xzr"
                     : "=r"(kept->control), "=r"(kept->status)
                     :
                     : "memory");
}

static inline void ci_processor_fp_leave(const struct ci_processor_fp *kept)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1"
                     :
                     : "r"(kept->control), "r"(kept->status)
                     : "memory");
}

/* x19, which the call keeps, has the old stack; x18 is the platform's, and nobody's on Linux. */
static inline void ci_processor_call_on(void *top, void (*work)(void *argument), void *argument)
{
    register void *x0 __asm__("x0") = argument;
    register void *x1 __asm__("x1") = top;
    register void (*x2)(void *) __asm__("x2") = work;
    __asm__ volatile("mov x19, sp\n\tmov sp, x1\n\tblr x2\n\tmov sp, x19"
                     : "+r"(x0), "+r"(x1), "+r"(x2)
                     :
                     : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
                       "x15", "x16", "x17", "x18", "x19", "x30", "memory", "cc", "v0", "v1", "v2",
                       "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14",
                       "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25",
                       "v26", "v27", "v28", "v29", "v30", "v31");
}

#define CI_PROCESSOR_RETURN_OF(context) ((uintptr_t)(context).uc_mcontext.regs[30])

/* The vDSO has a handler return to "mov x8, #139; svc #0". What follows the first instruction is
 * read only where it is there: that one runs on into it. */
static inline bool ci_processor_returns_to_kernel(uintptr_t address)
{
    const uint32_t *code = (const uint32_t *)address;
    return address % 4 == 0 && address > 0xffff && code[0] == 0xd2801168 && code[1] == 0xd4000001;
}

/* Blocks of thread-local storage lie above what the thread pointer points to, and glibc's struct of
 * the thread below it. */
enum { CI_PROCESSOR_TLS_IS_BELOW = 0 };

static inline char *ci_processor_control_block(void)
{
    return __builtin_thread_pointer();
}

static inline uint64_t ci_processor_ask_valgrind(const volatile uint64_t request[6])
{
    register uint64_t answer __asm__("x3") = 0;
    register const volatile uint64_t *x4 __asm__("x4") = request;
    __asm__ volatile("ror x12, x12, #3\n\tror x12, x12, #13\n\t"
                     "ror x12, x12, #51\n\tror x12, x12, #61\n\t"
                     "orr x10, x10, x10"
                     : "+r"(answer)
                     : "r"(x4)
                     : "cc", "memory");
    return answer;
}

#endif
