/* SPDX-License-Identifier: MIT */
/* asm.c - asm statements that loop: nobody knows how often, and the profile says so. */
#include <stddef.h>
#include <stdio.h>

#define NOINLINE __attribute__((noinline, noclone))

NOINLINE void copied(char *to, const char *from, size_t size)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size)::"memory");
}

NOINLINE void filled(char *to, size_t size)
{
    __asm__ volatile("rep; stosb" : "+D"(to), "+c"(size) : "a"(7) : "memory");
}

NOINLINE long counted(long turns)
{
    long sum = 0;
    __asm__ volatile("1: add %1, %0\n\tdec %1\n\tjnz 1b" : "+r"(sum), "+r"(turns)::"cc");
    return sum;
}

NOINLINE long named(long turns)
{
    long sum = 0;
    __asm__ volatile(".LN%=:\n\tadd %1, %0\n\tdec %1\n\tjnz .LN%=" : "+r"(sum), "+r"(turns)::"cc");
    return sum;
}

/* These end where they are. */
NOINLINE long once(long x)
{
    __asm__ volatile("rep; nop\n\tjmp 1f\n1:\tinc %0" : "+r"(x)::"cc");
    return x;
}

int main(void)
{
    char from[200] = "text", to[200];
    long sum = 0;
    for (int i = 1; i < 100; i++) {
        copied(to, from, sizeof to);
        filled(to, (size_t)i);
        sum += counted(i) + named(2 * i) + once(i) + to[0];
    }
    printf("%ld\n", sum);
    return 0;
}
