/* SPDX-License-Identifier: MIT */
/* work.c - see work.h. Compiled apart, without the plugin. */
#include <stdio.h>

int work(int which, int x);
int told(int which, int x);
void work_print(void);

static int calls[16];

int work(int which, int x)
{
    calls[which]++;
    return x * 31 + which;
}

int told(int which, int x)
{
    return work(which, x);
}

void work_print(void)
{
    for (int which = 0; which < 16; which++)
        printf("%d: %d\n", which, calls[which]);
}
