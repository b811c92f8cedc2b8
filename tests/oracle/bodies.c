/* SPDX-License-Identifier: MIT */
/* bodies.c - inlined bodies that GCC hoists, copies, merges, vectorises or leaves by longjmp. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#define KEEP __attribute__((noipa)) static

enum { MANY = 1000 };

static int numbers[MANY], others[MANY];
static volatile int sink;
static jmp_buf out;

/* Only the block of a loop is left of it. */
static inline void fill(int *at, int count, int value)
{
    do
        *at++ = value * count;
    while (--count);
}

/* Does not depend on the loop that it is in. */
static inline int invariant(int a, int b)
{
    return a * b + a / (b | 1);
}

static inline int twice(int x)
{
    return x * 2 + 1;
}

/* Threaded: a caller knows `flag` on one of two ways here. */
static inline void when(int flag, int x)
{
    if (flag)
        sink = x;
}

static inline int odd(int x)
{
    return x & 1;
}

static inline int clamp(int x)
{
    return x < 0 ? 0 : x > 255 ? 255 : x;
}

static inline void store(int x)
{
    sink = x;
}

KEEP void loops(int n)
{
    for (int i = 0; i < n; i++)
        fill(numbers, 1 + i % 7, n);
}

KEEP int hoisted(int a, int b, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += invariant(a, b) ^ numbers[i % MANY];
    return sum;
}

KEEP void vectors(int *restrict to, const int *restrict from)
{
    for (int i = 0; i < MANY; i++)
        to[i] = twice(from[i]);
}

KEEP void threaded(int n)
{
    for (int i = 0; i < n; i++) {
        int flag = 0;
        if (i % 3 == 0) {
            sink = i;
            flag = 1;
        }
        when(flag, i);
    }
}

/* Both branches end alike. */
KEEP void merged(int n)
{
    for (int i = 0; i < n; i++)
        if (odd(i)) {
            sink = 0;
            store(i);
        } else {
            store(i);
        }
}

KEEP int folded(int n)
{
    int sum = 0;
    for (int i = -n; i < n; i++)
        sum += clamp(i);
    return sum;
}

KEEP void leave(int i)
{
    if (i % 4 == 0)
        longjmp(out, 1);
}

KEEP void behind_a_jump(int i)
{
    leave(i);
    store(i);
    sink = twice(i);
}

KEEP int left(int n)
{
    volatile int i = 0;
    volatile int times = 0;
    if (setjmp(out))
        times++;
    while (i < n)
        behind_a_jump(i++);
    return times;
}

int main(void)
{
    loops(500);
    int sum = hoisted(3, 4, 777);
    for (int i = 0; i < 30; i++)
        vectors(others, numbers);
    threaded(3000);
    merged(4001);
    sum += folded(600);
    sum += left(2000);
    for (int i = 0; i < MANY; i++)
        sum += others[i] ^ numbers[i];
    printf("%d\n", sum);
    return 0;
}
