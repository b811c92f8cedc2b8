/* SPDX-License-Identifier: MIT */
/*
 * A handler that ends in a tail call runs between any two instructions of the program: the
 * processor traps after each one. Whatever was interrupted must not become the handler's callee,
 * also where both call the same function.
 */
#include "e2e.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>

enum { TRAP_FLAG = 0x100, TURNS = 40 };
static long trapped, worked, leaves, logged;

/* One instruction, so that no trap comes between its load and its store. */
static void count(long *counter)
{
    __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

PROBED void leaf(void)
{
    count(&leaves);
}

PROBED void log_it(void)
{
    count(&logged);
}

PROBED void on_trap(int number)
{
    (void)number;
    count(&trapped);
    log_it();
    leaf();
}

PROBED void on_trap_told(int number, siginfo_t *what, void *context)
{
    count(&trapped);
    if (what && context)
        on_trap(number);
}

PROBED long work(long x)
{
    count(&worked);
    leaf();
    log_it();
    return x + 1;
}

HELPER void set_trap_flag(bool on)
{
    unsigned long flags;
    flags = __builtin_ia32_readeflags_u64();
    __builtin_ia32_writeeflags_u64(on ? flags | TRAP_FLAG : flags & ~(unsigned long)TRAP_FLAG);
}

PROBED long run(void)
{
    long x = 0;
    set_trap_flag(true);
    for (int i = 0; i < TURNS; i++)
        x = work(x);
    set_trap_flag(false);
    return x;
}

int main(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_trap;
    sigaction(SIGTRAP, &action, NULL);
    long x = run(), trapped_plainly = trapped;
    action.sa_flags = SA_SIGINFO;
    action.sa_sigaction = on_trap_told;
    sigaction(SIGTRAP, &action, NULL);
    x += run();
    long told = (trapped - trapped_plainly) / 2;

    printf("%ld\n", x);
    expect_calls("work", worked);
    expect_edge("run", "work", worked);
    expect_edge("work", "leaf", worked);
    expect_edge("work", "log_it", worked);
    expect_calls("leaf", leaves);
    expect_calls("log_it", logged);
    expect_calls("on_trap", trapped_plainly + told);
    expect_calls("on_trap_told", told);
    expect_edge("on_trap", "leaf", trapped_plainly + told);
    expect_edge("on_trap", "log_it", trapped_plainly + told);
    expect_edge("on_trap_told", "on_trap", told);
    return 0;
}
