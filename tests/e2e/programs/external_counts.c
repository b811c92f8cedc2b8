/* SPDX-License-Identifier: MIT */
/* Calls of functions without probes, whose numbers follow from loops: mode=count has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 200, ROUNDS = 30 };

static char names[NAMES][16];
static long compared;

__attribute__((noinline, no_instrument_function)) static int unprobed(int x)
{
    __asm__ volatile("" : "+r"(x));
    return x + 1;
}

static int compare(const void *a, const void *b)
{
    compared++;
    return strcmp(a, b);
}

/* A tail call. */
__attribute__((noipa)) static size_t length(const char *text)
{
    return strlen(text);
}

/* One body for two names. */
__attribute__((noinline)) int twice(int x)
{
    __asm__ volatile("" : "+r"(x));
    return 2 * x;
}
extern int doubled(int x) __attribute__((alias("twice")));

int main(void)
{
    size_t sum = 0;
    int known = 0;
    for (int i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], "%d", i * 7919 % NAMES);
        if (i % 4 == 0)
            sum += length(names[i]);
        if (names[i][0] == '1')
            known = unprobed(known);
    }
    for (int i = 0; i < ROUNDS; i++)
        known += doubled(i);
    qsort(names, NAMES, sizeof *names, compare);
    char *copy = strdup(names[0]);
    __asm__ volatile("" : "+r"(copy)); /* else GCC 16 calls neither strdup nor free */
    free(copy);
    memset(names, known, sum + 1); /* a call, or expanded: either is right */
    printf("%ld %zu %d\n", compared, sum, known);
    return 0;
}
