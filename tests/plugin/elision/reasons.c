/* SPDX-License-Identifier: MIT */
/*
 * reasons.c - what is named, and how, of loops in helpers and of functions of system headers;
 * compiled as C and as C++. "named:" in a comment tells all warnings of the line, each NAME:
 * REASON; with the reason "lost" it is loop-removed or body-empty. Other lines have none.
 */
/* A comment stays on its line: */
/* clang-format off */
#include <assert.h>
#include <cinstr/bench.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#ifdef __cplusplus
extern "C"
#endif
void outside(int x);
static char text[64];

static int mix(int x)
{
    return (x ^ 0x5bd1) * 0x5bd1e995 + 77;
}

static void helper(int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        mix((int)i); /* named: mix: lost */
}

void BenchmarkHelper(cinstr_bench *b)
{
    helper(b->N);
}

static void counted_down(int times)
{
    while (times--)
        mix(times); /* named: mix: lost */
}

static void handed_on(int times)
{
    counted_down(times);
}

void BenchmarkHandedOn(cinstr_bench *b)
{
    int n = (int)b->N;
    handed_on(n);
}

/* Of another number than b->N: no benchmark's loop. */
static void not_measured(int times)
{
    for (int i = 0; i < times; i++)
        mix(i);
}

void BenchmarkSetUp(cinstr_bench *b)
{
    not_measured(3);
    for (int64_t i = 0; i < b->N; i++)
        outside((int)i);
}

void BenchmarkUpper(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        toupper((int)i & 127); /* named: toupper: lost */
}

void BenchmarkDigit(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        isdigit((int)i & 127); /* named: isdigit: lost */
}

void BenchmarkNumber(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        abs((int)i); /* named: abs: lost */
}

void BenchmarkSound(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        assert(i >= 0);
        text[i & 31] = (char)toupper(text[(i + 1) & 31]);
        if (errno == 77)
            outside(isdigit(text[3]));
    }
}
