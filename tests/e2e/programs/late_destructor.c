/* SPDX-License-Identifier: MIT */
/* A destructor that runs as late as the attribute allows. */
#include "e2e.h"

PROBED void late(void)
{
    __asm__ volatile("");
}

__attribute__((destructor(101))) PROBED void last(void)
{
    for (int i = 0; i < 7; i++)
        late();
}

int main(void)
{
    return 0;
}
