/* SPDX-License-Identifier: MIT */
/*
 * like_google.c - takes the flags, and logs what it does, as programs of Google Benchmark from 1.8
 * on: Debian 12 has 1.7, which takes no number of iterations.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void once(long n)
{
    for (int i = 0; i < 77; i++)
        __asm__ volatile(".rept 100\n\tnop\n\t.endr");
    for (long i = 0; i < n; i++)
        __asm__ volatile(".rept 100\n\tnop\n\t.endr");
}

static const char *value_of(const char *argument, const char *flag)
{
    size_t length = strlen(flag);
    return strncmp(argument, flag, length) == 0 ? argument + length : NULL;
}

int main(int argc, char **argv)
{
    long iterations = 0, repetitions = 1;
    for (int i = 1; i < argc; i++) {
        const char *least = value_of(argv[i], "--benchmark_min_time=");
        const char *repeated = value_of(argv[i], "--benchmark_repetitions=");
        if (value_of(argv[i], "--benchmark_list_tests=")) {
            puts("BM_Nops");
            return 0;
        }
        if (least)
            iterations = strtol(least, NULL, 10);
        if (repeated)
            repetitions = strtol(repeated, NULL, 10);
    }
    for (long i = 0; i < repetitions; i++) {
        fprintf(stderr, "-- LOG(2): Running BM_Nops for %ld\n", iterations);
        once(iterations);
    }
    return 0;
}
