/* SPDX-License-Identifier: MIT */
/* More than a hundred thousand contexts: all paths of six steps through seven functions. */
#include "e2e.h"

#include <pthread.h>
#include <string.h>

enum { FUNCTIONS = 7, STEPS = 6 };
static long own[FUNCTIONS], leaves;

/* Functions of one step differ from those of the next: else paths would fold as recursion. */
#define STEP(step, next)                                                                           \
    FUNCTION(step, 0, next)                                                                        \
    FUNCTION(step, 1, next)                                                                        \
    FUNCTION(step, 2, next)                                                                        \
    FUNCTION(step, 3, next)                                                                        \
    FUNCTION(step, 4, next)                                                                        \
    FUNCTION(step, 5, next)                                                                        \
    FUNCTION(step, 6, next)                                                                        \
    static void (*const step_##step[])(void) = {f_##step##_0, f_##step##_1, f_##step##_2,          \
                                                f_##step##_3, f_##step##_4, f_##step##_5,          \
                                                f_##step##_6};
#define FUNCTION(step, which, next)                                                                \
    PROBED static void f_##step##_##which(void)                                                    \
    {                                                                                              \
        own[which]++;                                                                              \
        for (int i = 0; i < FUNCTIONS; i++)                                                        \
            next[i]();                                                                             \
    }
PROBED static void leaf(void)
{
    leaves++;
}
static void (*const last[])(void) = {leaf, leaf, leaf, leaf, leaf, leaf, leaf};
STEP(6, last)
STEP(5, step_6)
STEP(4, step_5)
STEP(3, step_4)
STEP(2, step_3)
STEP(1, step_2)

HELPER long high_water(void)
{
    char line[256];
    long kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return kilobytes;
}

int main(void)
{
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < FUNCTIONS; i++)
            step_1[i]();
    long paths = 1;
    for (int step = 1; step <= STEPS; step++) {
        for (int which = 0; which < FUNCTIONS; which++) {
            char name[32];
            snprintf(name, sizeof name, "f_%d_%d", step, which);
            expect_calls(name, 3 * paths);
        }
        paths *= FUNCTIONS;
    }
    printf("%ld %ld\n", own[0], leaves);
    expect_calls("leaf", leaves);
    expect_calls("main", 1);
    expect_line("memory", "kilobytes", high_water());
    return 0;
}
