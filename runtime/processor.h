/* SPDX-License-Identifier: MIT */
/*
 * processor.h - what differs between processors, besides the stub in miss-PROCESSOR.S.
 *
 * A port adds a processor-PROCESSOR.h with these definitions. They inline to a few instructions,
 * use no vector register, leave errno alone and are safe everywhere, but for those of
 * struct ci_processor_fp.
 */
#ifndef CINSTR_RUNTIME_PROCESSOR_H
#define CINSTR_RUNTIME_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The clock that probes read, in ticks. */
static inline uint64_t ci_processor_ticks(void);

/* Costs of probes are whole multiples of CI_PROCESSOR_TICK_STEP ticks. Where that is not 1,
 * readings are too, and the plugin uses the bits below (target_clock_mark). */

/* Ticks of some 3 us; see CINSTR_SYMBOL_WAITED. */
static inline uint64_t ci_processor_wait_ticks(void);

/* In a loop that waits for another processor. */
static inline void ci_processor_pause(void);

/* A system call. The kernel's answer: -errno, the last page of the address space, is a failure. */
static inline long ci_processor_call_kernel(long number, void *address, size_t size, long third,
                                            long fourth, long fifth, long sixth);

/*
 * Floating point as C starts with it, for the time that the runtime computes. The program may have
 * made exceptions trap, or may round upwards or flush small numbers to zero. That must not affect
 * the runtime's numbers, and these must leave no exception for the program to find.
 */
struct ci_processor_fp;
static inline void ci_processor_fp_enter(struct ci_processor_fp *kept);
static inline void ci_processor_fp_leave(const struct ci_processor_fp *kept);

/* Calls work(argument) with the stack pointer at `top`, a multiple of 16, and returns with it where
 * it was. A debugger finds the callers from within, if the function that this is inlined into has a
 * frame pointer. */
static inline void ci_processor_call_on(void *top, void (*work)(void *argument), void *argument);

/* CI_PROCESSOR_RETURN_OF(context): the address that a function returns to which makecontext has
 * prepared a ucontext_t for. */

/* Whether a function that returns to `address` is a signal handler, which the kernel called. Code
 * can be read; the first 64 KiB, where no code is, are left alone. */
static inline bool ci_processor_returns_to_kernel(uintptr_t address);

/* The calling thread's control block. Where CI_PROCESSOR_TLS_IS_BELOW it begins with its own
 * address, and the static blocks of thread-local storage lie below it. */
static inline char *ci_processor_control_block(void);

/* Valgrind's answer to a request (valgrind.h); 0 where it does not run. */
static inline uint64_t ci_processor_ask_valgrind(const volatile uint64_t request[6]);

#if defined __x86_64__ && defined __LP64__
#include "processor-x86_64.h"
#elif defined __aarch64__ && defined __LP64__ && defined __AARCH64EL__
#include "processor-aarch64.h"
#else
#error "cinstr's runtime does not know this processor yet"
#endif

#endif
