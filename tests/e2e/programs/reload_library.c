/* SPDX-License-Identifier: MIT */
/* What reload.c loads. */
static volatile int count;

__attribute__((noipa)) void inside(void)
{
    count++;
}

__attribute__((noipa)) int entry(int times)
{
    for (int i = 0; i < times; i++)
        inside();
    return count;
}
