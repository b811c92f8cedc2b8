/* SPDX-License-Identifier: MIT */
/* Short loops over arrays, in which a counter would take as long as the work: loops REPETITIONS */
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 1000 };

static int numbers[LENGTH];
static unsigned char bytes[LENGTH];
static double from[LENGTH], into[LENGTH];

__attribute__((noipa)) static long sum(const int *p, int n)
{
    long total = 0;
    for (int i = 0; i < n; i++)
        total += p[i];
    return total;
}

__attribute__((noipa)) static unsigned hash(const unsigned char *p, size_t n)
{
    unsigned value = 1;
    for (size_t i = 0; i < n; i++)
        value = value * 31 + p[i];
    return value;
}

__attribute__((noipa)) static void add_scaled(double *to, const double *p, double factor, int n)
{
    for (int i = 0; i < n; i++)
        to[i] += factor * p[i];
}

__attribute__((noipa)) static void reverse(int *p, int n)
{
    for (int i = 0; i < n / 2; i++) {
        int other = p[n - 1 - i];
        p[n - 1 - i] = p[i];
        p[i] = other;
    }
}

int main(int argc, char **argv)
{
    int repetitions = argc > 1 ? atoi(argv[1]) : 1;
    unsigned long result = 0;
    for (int i = 0; i < LENGTH; i++) {
        numbers[i] = i;
        bytes[i] = (unsigned char)i;
        from[i] = i;
    }
    for (int i = 0; i < repetitions; i++) {
        result += (unsigned long)sum(numbers, LENGTH) + hash(bytes, LENGTH);
        add_scaled(into, from, 1.5, LENGTH);
        reverse(numbers, LENGTH - i % 2);
    }
    printf("%lu %g\n", result, into[LENGTH / 2]);
    return 0;
}
