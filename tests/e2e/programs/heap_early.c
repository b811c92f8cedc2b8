/* SPDX-License-Identifier: MIT */
/* Allocates before any constructor of the program or the runtime has run, and after the last. */
#include "e2e.h"

static void *volatile kept[3];

PROBED void first(void)
{
    kept[0] = malloc(11);
    kept[1] = malloc(22);
}

static void before_all(void)
{
    first();
}
__attribute__((used, section(".preinit_array"))) static void (*const preinit)(void) = before_all;

__attribute__((destructor(102))) PROBED void last(void)
{
    free(kept[1]);
    kept[2] = malloc(33);
}

int main(void)
{
    puts("main");
    return 0;
}
