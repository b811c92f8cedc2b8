/* SPDX-License-Identifier: MIT */
/* Functions that return again: the code after a call runs more often than the call. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdio.h>
#include <ucontext.h>

#define ALONE __attribute__((noipa))

static jmp_buf place;
static sigjmp_buf signal_place;
static ucontext_t context;
static volatile int sum, turn;

ALONE static void back(void)
{
    longjmp(place, 1);
}

ALONE static void signal_back(void)
{
    siglongjmp(signal_place, 1);
}

ALONE static int straight(int n)
{
    volatile int i = 0;
    setjmp(place);
    sum += 1;
    sum += 2;
    sum += 3;
    if (++i < n)
        back();
    return i;
}

ALONE static int asked(int n)
{
    volatile int i = 0, done = 0;
    while (done < n) {
        if (sigsetjmp(signal_place, 0) != 0) {
            sum -= 1;
            done = done + 1;
            continue;
        }
        i = i + 2;
        signal_back();
    }
    return i;
}

ALONE static int contexts(int n)
{
    turn = 0;
    getcontext(&context);
    sum += 7;
    if (++turn < n)
        setcontext(&context);
    return turn;
}

int main(void)
{
    printf("%d", straight(900));
    printf(" %d", asked(700));
    printf(" %d\n", contexts(500));
    return 0;
}
