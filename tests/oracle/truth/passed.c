/* SPDX-License-Identifier: MIT */
/* passed.c - a jump to a jump of one location, past a conversion that needs no instruction. */
#include <stdio.h>

__attribute__((noinline)) static const int *find(const int *from, int index)
{
    return from + index;
}

static unsigned has_one_flag(const int *from, int index)
{
    const int *found = find(from, index);
    if (*found == 10) {
        int flags = from[2];
        return ((flags & 0x80) != 0 && (flags & 0x100) == 0);
    }
    return 0;
}

int main(void)
{
    unsigned sum = 0;
    for (int i = 0; i < 300; i++)
        sum += has_one_flag((const int[]){10, 1, 0x40 * (i % 8)}, i % 2);
    printf("%u\n", sum);
}
