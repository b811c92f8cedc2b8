/* SPDX-License-Identifier: MIT */
/* Control flow that GCC's late passes treat in ways of their own, each with a known number of calls
 * and at least `steps` instructions. */
#include "e2e.h"

#include <setjmp.h>
#include <string.h>

enum { STEPS = 2000 };

static volatile int sink;
static jmp_buf out;

PROBED int leaf(int x)
{
    return x + 1;
}

/* A jump table, with a call in one of its cases. */
PROBED int table(int x)
{
    switch (x % 12) {
    case 0:
        return leaf(x);
    case 1:
        return x * 3;
    case 2:
        return x ^ 55;
    case 3:
        return x << 2;
    case 4:
        return -x;
    case 5:
        return x / 3;
    case 6:
        return x % 5;
    case 8:
        return x - 77;
    case 9:
        return sink;
    case 10:
        return x | 128;
    default:
        return ~x;
    }
}

/* Ranges become comparisons, or a table with many equal entries. */
PROBED int ranges(int x)
{
    switch (x) {
    case 0 ... 99:
        return leaf(x);
    case 100 ... 199:
        return 2;
    case 1000 ... 1500:
        return x & 7;
    case 1501:
        return leaf(x) + 1;
    default:
        return 0;
    }
}

/* A table of constants instead of jumps. */
PROBED int constants(int x)
{
    switch (x & 7) {
    case 0:
        return 17;
    case 1:
        return 29;
    case 2:
        return 31;
    case 3:
        return 5;
    case 4:
        return 99;
    case 5:
        return 1;
    default:
        return 8;
    }
}

PROBED int computed_goto(const unsigned char *program)
{
    static const void *const labels[] = {&&add, &&call, &&twice, &&end};
    int value = 1;
    goto *labels[*program++];
add:
    value += 3;
    goto *labels[*program++];
call:
    value = leaf(value);
    goto *labels[*program++];
twice:
    value *= 2;
    goto *labels[*program++];
end:
    return value;
}

PROBED int asm_goto(int x)
{
#ifdef __x86_64__
    __asm__ goto("test\t%0, %0\n\tjz\t%l[zero]" : : "r"(x & 3) : "cc" : zero);
#else
    __asm__ goto("cbz\t%w0, %l[zero]" : : "r"(x & 3) : : zero);
#endif
    return x;
zero:
    return leaf(x);
}

PROBED int returns_twice(int n)
{
    volatile int turns = 0;
    if (setjmp(out) < n) {
        turns++;
        leaf(turns);
        longjmp(out, turns);
    }
    return turns;
}

PROBED int variable_length(int n)
{
    int numbers[n];
    for (int i = 0; i < n; i++)
        numbers[i] = leaf(i);
    int sum = 0;
    for (int i = 0; i < n; i++) {
        char text[i % 5 + 1];
        memset(text, i, sizeof text);
        sum += text[i % 5] + numbers[i];
    }
    return sum;
}

PROBED int unreachable(int x)
{
    switch (x & 3) {
    case 0:
        return leaf(x);
    case 1:
        return 2;
    case 2:
    case 3:
        return x;
    default:
        __builtin_unreachable();
    }
}

PROBED void vectors(float *restrict to, const float *restrict from, int n)
{
    for (int i = 0; i < n; i++)
        to[i] = from[i] * 2.0f + 1.0f;
}

PROBED int reductions(const int *from, int n)
{
    int sum = 0, most = from[0];
    for (int i = 0; i < n; i++) {
        sum += from[i];
        most = from[i] > most ? from[i] : most;
    }
    return sum ^ most;
}

__attribute__((noipa, cold)) static void complain(int x)
{
    sink = x;
}

/* Its rare half goes to a section of its own. */
PROBED int partitioned(int x)
{
    if (__builtin_expect(x % 500 == 0, 0)) {
        complain(x);
        for (int i = 0; i < 3; i++)
            sink += leaf(i);
    }
    return x * 7;
}

int main(void)
{
    static const unsigned char program[] = {0, 1, 2, 1, 0, 2, 1, 3};
    static float floats[2][STEPS];
    static int numbers[STEPS];
    unsigned sum = 0;
    for (int i = 0; i < STEPS; i++) {
        sum = sum * 31 + (unsigned)(table(i) ^ ranges(i) ^ constants(i) ^ asm_goto(i));
        sum = sum * 31 + (unsigned)(computed_goto(program) ^ unreachable(i) ^ partitioned(i));
        floats[0][i] = (float)i;
        numbers[i] = (int)sum;
    }
    vectors(floats[1], floats[0], STEPS);
    sum ^= (unsigned)(reductions(numbers, STEPS) ^ returns_twice(STEPS));
    sum ^= (unsigned)(variable_length(STEPS) ^ (int)floats[1][STEPS - 1]);
    printf("%u\n", sum);

    static const char *const many[] = {"table",         "ranges",      "constants",  "asm_goto",
                                       "computed_goto", "unreachable", "partitioned"};
    static const char *const once[] = {"vectors", "reductions", "returns_twice", "variable_length"};
    for (unsigned i = 0; i < sizeof many / sizeof *many; i++)
        expect_calls(many[i], STEPS);
    for (unsigned i = 0; i < sizeof once / sizeof *once; i++)
        expect_calls(once[i], 1);
    expect_calls("complain", STEPS / 500);
    expect_edge("table", "leaf", (STEPS + 11) / 12);
    expect_edge("ranges", "leaf", 101);
    expect_edge("computed_goto", "leaf", 3 * STEPS);
    expect_edge("asm_goto", "leaf", STEPS / 4);
    expect_edge("returns_twice", "leaf", STEPS);
    expect_edge("variable_length", "leaf", STEPS);
    expect_edge("unreachable", "leaf", STEPS / 4);
    expect_edge("partitioned", "leaf", 3 * (STEPS / 500));
    return 0;
}
