/* SPDX-License-Identifier: MIT */
/* own_stack.c - see own_stack.h. Not by ucontext.h, of which AddressSanitizer warns in the
 * program's output. */
#include "own_stack.h"
#include "processor.h"
#include "syscall.h"

#include <signal.h>
#include <stdbool.h>

enum { STACK_SIZE = 1 << 20, STACK_GUARD = 64 << 10 };

/* Tells valgrind, which takes the new stack pointer for a mistake otherwise; `id` is what it
 * answers when a stack begins. These are VALGRIND_STACK_REGISTER and _DEREGISTER. */
static uint64_t begin_stack(const char *low, const char *high)
{
    const volatile uint64_t request[6] = {0x1501, (uintptr_t)low, (uintptr_t)high};
    return ci_processor_ask_valgrind(request);
}

static void end_stack(uint64_t id)
{
    const volatile uint64_t request[6] = {0x1502, id};
    ci_processor_ask_valgrind(request);
}

/* Blocks all signals on an alternate stack: the kernel looks where the stack pointer is, and would
 * begin at the top of the alternate stack again, over the handler that waits there. Returns whether
 * `old` has to be set again. */
static bool block_signals(sigset_t *old)
{
    stack_t alternate;
    sigset_t all;
    if (sigaltstack(NULL, &alternate) || !(alternate.ss_flags & SS_ONSTACK))
        return false;
    sigfillset(&all);
    return !pthread_sigmask(SIG_SETMASK, &all, old);
}

void ci_own_stack_call(void (*work)(void *argument), void *argument)
{
    char *memory = ci_sys_mmap(STACK_GUARD + STACK_SIZE);
    if (!memory || !__builtin_frame_address(0)) { /* which gives this function a frame pointer */
        work(argument);
        return;
    }
    char *low = memory + STACK_GUARD, *top = low + STACK_SIZE;
    ci_sys_forbid(memory, STACK_GUARD);
    sigset_t old;
    const bool blocked = block_signals(&old);
    const uint64_t id = begin_stack(low, top);
    ci_processor_call_on(top, work, argument);
    end_stack(id);
    if (blocked)
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    ci_sys_munmap(memory, STACK_GUARD + STACK_SIZE);
}
