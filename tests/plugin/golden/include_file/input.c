/* SPDX-License-Identifier: MIT */
struct point {
    int x, y;
};

static int hidden(int x)
{
    return x * 3;
}

int visible(int x)
{
    return hidden(x) + 1;
}

__attribute__((no_instrument_function)) int left_alone(int x)
{
    return x + 2;
}

__attribute__((naked)) void bare(void)
{
    __asm__("ret");
}

static int (*resolve(void))(int)
{
    return visible;
}

int resolved(int x) __attribute__((ifunc("resolve")));

__attribute__((noinline)) int many(int x)
{
    int sum = 0;
    for (int i = 0; i < x; i++)
        sum += visible(i) * resolved(i) - left_alone(i) / (i + 1) + (sum ^ i) % 7;
    return sum;
}

#line 1 "other/part.h"
int from_header(struct point p)
{
    return p.x + p.y;
}
