/* SPDX-License-Identifier: MIT */
/*
 * blocks BLOCKS PAIRS [SIZE [random]]: keeps so many blocks live and exchanges one after the other
 * for a new one, the oldest first or in random order. Prints the nanoseconds of processor time per
 * pair of malloc and free.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static __attribute__((noinline)) void *make(size_t size)
{
    return malloc(size);
}

static __attribute__((noinline)) void drop(void *block)
{
    free(block);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    size_t blocks = strtoul(argv[1], NULL, 10), pairs = strtoul(argv[2], NULL, 10);
    size_t size = argc > 3 ? strtoul(argv[3], NULL, 10) : 32;
    void **all = malloc(blocks * sizeof *all);
    bool random = argc > 4;
    uint64_t state = 1;
    for (size_t i = 0; i < blocks; i++)
        all[i] = make(size);
    double start = now();
    for (size_t i = 0; i < pairs; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        void **one = &all[random ? (state >> 32) * blocks >> 32 : i % blocks];
        drop(*one);
        *one = make(size);
    }
    printf("%.2f\n", pairs ? (now() - start) / (double)pairs : 0);
    for (size_t i = 0; i < blocks; i++)
        drop(all[i]);
    free(all);
    return 0;
}
