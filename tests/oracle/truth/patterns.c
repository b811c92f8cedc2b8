/* SPDX-License-Identifier: MIT */
/* patterns.c - patterns of GCC's machine description that it writes as several instructions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline, noclone))

/* gprof's signals, with -pg, end a program in callgrind. */
extern int moncontrol(int);

__thread int sum;
__thread long seen = 5;

/* With -fPIC: lea, call; the linker makes a move and a lea of them. */
NOINLINE int own(int n)
{
    sum += n;
    return sum;
}

NOINLINE long shared(int n)
{
    seen ^= n;
    return seen + sum;
}

/* On x87 each sets the rounding mode and takes it back. */
NOINLINE long double down(long double x)
{
    long double all = 0;
    for (int i = 1; i < 50; i++)
        all += floorl(x * i) + ceill(x / i);
    return all;
}

/* Else these call functions of libm. */
#ifdef __NO_MATH_ERRNO__
NOINLINE double nearest(const double *numbers, int count)
{
    double all = 0;
    for (int i = 0; i < count; i++)
        all += __builtin_rint(numbers[i]) + __builtin_trunc(numbers[i]);
    return all;
}

NOINLINE long whole(const double *numbers, int count)
{
    long all = 0;
    for (int i = 0; i < count; i++)
        all += __builtin_lrint(numbers[i]) + __builtin_lfloor(numbers[i]);
    return all;
}
#endif

/* With -pg the call of mcount keeps the register of the static chain. */
NOINLINE int sorted(int *numbers, size_t count)
{
    int calls = 0;
    int compare(const void *left, const void *right)
    {
        calls++;
        return *(const int *)left - *(const int *)right;
    }
    qsort(numbers, count, sizeof *numbers, compare);
    return calls;
}

/* Jumps through a table of cases and through labels. */
NOINLINE int chosen(int x)
{
    switch (x) {
    case 0:
        return 5;
    case 1:
        return x * 77;
    case 2:
        return 1;
    case 4:
        return x << 3;
    case 6:
        return 12;
    case 7:
        return -x;
    default:
        return 9;
    }
}

NOINLINE int threaded(int count)
{
    static void *const CODE[] = {&&one, &&five, &&three};
    int all = 0, at = 0;
next:
    if (at == count)
        return all;
    goto *CODE[at++ % 3];
one:
    all += 1;
    goto next;
five:
    all += 5;
    goto next;
three:
    all ^= 3;
    goto next;
}

int main(void)
{
    double numbers[64];
    int keys[64];
    long all = 0;
    moncontrol(0);
    for (int i = 0; i < 64; i++) {
        numbers[i] = i * 37 % 64 / 4.0;
        keys[i] = i * 7919 % 101;
    }
    for (int i = 0; i < 1000; i++)
        all += own(i) + shared(i) + chosen(i % 9) + threaded(i % 7);
    for (int i = 0; i < 20; i++) {
        all += (long)down(3.7L + i);
#ifdef __NO_MATH_ERRNO__
        all += (long)nearest(numbers, 64) + whole(numbers, 64);
#endif
    }
    all += sorted(keys, 64);
    printf("%ld\n", all);
    return 0;
}
