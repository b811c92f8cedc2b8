/* SPDX-License-Identifier: MIT */
/* returns.c - calls that return twice, and calls that return by a jump to one of them. */
#include <setjmp.h>
#include <stdio.h>

#define NOINLINE __attribute__((noinline, noclone))

static jmp_buf place;
static sigjmp_buf signal_place;
static void *builtin_place[5];
static int good, bad, mixed;

/* GCC takes these for functions without effects, which may not return. */
NOINLINE void parse(int number)
{
    if (number % 4)
        longjmp(place, number);
}

NOINLINE void parse_signal(int number)
{
    if (number % 3)
        siglongjmp(signal_place, number);
}

NOINLINE void parse_builtin(int number)
{
    if (number % 5)
        __builtin_longjmp(builtin_place, 1);
}

/* The main loop of an interpreter. */
NOINLINE void in_loop(int turns)
{
    for (volatile int i = 0; i < turns; i++) {
        if (setjmp(place) == 0) {
            parse(i);
            good += 3;
        } else {
            bad++;
            mixed ^= bad;
            mixed += bad * 5;
        }
    }
}

NOINLINE void in_signal_loop(int turns)
{
    for (volatile int i = 0; i < turns; i++) {
        if (sigsetjmp(signal_place, 0) == 0) {
            parse_signal(i);
            good += 3;
        } else {
            bad++;
            mixed ^= bad;
        }
    }
}

NOINLINE void in_builtin_loop(int turns)
{
    for (volatile int i = 0; i < turns; i++) {
        if (__builtin_setjmp(builtin_place) == 0) {
            parse_builtin(i);
            good += 3;
        } else {
            bad++;
            mixed ^= bad;
        }
    }
}

/* And before it. */
NOINLINE void before_loop(int turns)
{
    volatile int i = 0;
    if (setjmp(place) != 0) {
        bad += 2;
        mixed ^= bad;
    }
    while (i < turns) {
        i++;
        parse(i);
        good += i;
    }
}

int main(void)
{
    in_loop(1000);
    in_signal_loop(600);
    in_builtin_loop(500);
    before_loop(800);
    printf("%d %d %d\n", good, bad, mixed);
    return 0;
}
