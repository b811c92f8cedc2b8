/* SPDX-License-Identifier: MIT */
/* hardened.c - what GCC adds to a function: marks of targets, canaries, probes of the stack. */
#include <stdio.h>
#include <string.h>

#define NOINLINE __attribute__((noinline, noclone))

/* A canary: what sets it is three instructions, what tests it two. */
NOINLINE int length(const char *text)
{
    char copy[64];
    strncpy(copy, text, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    return (int)strlen(copy);
}

/* Pages of the stack that are touched one by one. */
NOINLINE int pages(int at)
{
    volatile char room[20000];
    room[at] = 1;
    room[19999 - at] = 2;
    return room[at] + room[19999 - at];
}

NOINLINE int page(int at)
{
    volatile char room[5000];
    room[at] = 1;
    return room[at];
}

/* Called directly alone, and through a pointer. */
static NOINLINE int twice(int x)
{
    return 2 * x;
}

static NOINLINE int thrice(int x)
{
    return 3 * x;
}

static int (*volatile pointer)(int) = thrice;

/* Labels that jumps through pointers lead to. */
NOINLINE int interpret(const unsigned char *code, int value)
{
    static void *const labels[] = {&&increase, &&double_it, &&decrease, &&end};
    goto *labels[*code++];
increase:
    value++;
    goto *labels[*code++];
double_it:
    value *= 2;
    goto *labels[*code++];
decrease:
    value -= 3;
    goto *labels[*code++];
end:
    return value;
}

/* fldcw, fistp, fldcw: one pattern. */
NOINLINE long whole(long double x)
{
    return (long)x;
}

/* What such a function returns to needs a mark. */
NOINLINE __attribute__((indirect_return)) int comes_back(int x)
{
    return x ^ 5;
}

NOINLINE int calls_it(int x)
{
    return comes_back(x) + comes_back(x + 1);
}

int main(void)
{
    static const unsigned char code[] = {0, 1, 2, 0, 1, 2, 0, 0, 3};
    long sum = 0;
    for (int i = 0; i < 500; i++) {
        sum += length("banana") + pages(i) + page(i) + twice(i) + pointer(i);
        sum += interpret(code, i) + whole(i * 0.5L) + calls_it(i);
    }
    printf("%ld\n", sum);
    return 0;
}
