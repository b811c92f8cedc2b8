/* SPDX-License-Identifier: MIT */
/* longjmp across functions that allocate, and in the middle of one. */
#include "e2e.h"

#include <setjmp.h>

static jmp_buf target;
static void *volatile keep;

PROBED void leave(void)
{
    longjmp(target, 1);
}

PROBED void deep(int n)
{
    keep = malloc(32);
    if (n == 0)
        leave();
    else
        deep(n - 1);
    free(keep); /* never */
}

PROBED long jump(int n)
{
    void *volatile own = malloc(8);
    for (volatile int i = 0; i < n; i++)
        if (setjmp(target) == 0)
            deep(3);
        else
            own = realloc(own, 8 + (size_t)i);
    free(own);
    return n;
}

int main(void)
{
    printf("%ld\n", jump(50));
    return 0;
}
