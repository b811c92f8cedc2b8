/* SPDX-License-Identifier: MIT */
/* Mutual recursion through a table of pointers: one call site has many callees. */
#include "probed.h"

#include <stdio.h>

typedef long step(unsigned seed, int depth);

PROBED step add, twice, skip, branch, jump;

static step *volatile const table[] = {add, twice, skip, branch, jump};

PROBED long add(unsigned seed, int depth)
{
    return depth <= 0 ? 1 : 1 + table[seed % 5](seed / 5, depth - 1);
}

PROBED long twice(unsigned seed, int depth)
{
    if (depth <= 0)
        return 2;
    long first = table[seed % 3](seed / 3, depth - 1);
    return first + table[seed % 4](seed / 4, depth - 2);
}

PROBED long skip(unsigned seed, int depth)
{
    return depth <= 0 ? 3 : table[(seed + 1) % 5](seed / 7 + 11, depth - 3) - 1;
}

PROBED long branch(unsigned seed, int depth)
{
    if (depth <= 0)
        return 4;
    if (seed & 1)
        return 1 - table[seed / 2 % 5](seed / 2, depth - 1);
    return 1 + table[seed / 2 % 2 + 3](seed / 3, depth - 1);
}

PROBED long jump(unsigned seed, int depth)
{
    return depth <= 0 ? 5 : 2 * branch(seed * 31 + 7, depth - 1) % 1009;
}

int main(void)
{
    long sum = 0;
    for (unsigned i = 0; i < 600; i++)
        sum += table[i % 5](i * 2654435761u, 14);
    printf("%ld\n", sum);
    return 0;
}
