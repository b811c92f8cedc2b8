/* SPDX-License-Identifier: MIT */
/* slowdown_main.c - the work of slowdown.h as a program: `slowdown_main KIND N`, for hyperfine. */
#include "slowdown.h"

#include <stdio.h>

#define RUN(name, kind)                                                                            \
    if (strcmp(argv[1], #name) == 0) {                                                             \
        for (long i = 0; i < n; i++)                                                               \
            SLOWDOWN_OPERATION(work, kind);                                                        \
        return 0;                                                                                  \
    }

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: slowdown_main KIND N\n");
        return 2;
    }
    long n = atol(argv[2]);
    struct slowdown *work = slowdown_create();
    SLOWDOWN_KINDS(RUN)
    fprintf(stderr, "slowdown_main: no kind '%s'\n", argv[1]);
    return 2;
}
