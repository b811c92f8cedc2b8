/* SPDX-License-Identifier: MIT */
/* Switches that reach the default from outside the range of cases, and through holes in the table.
 */
#include <stdio.h>

#define ALONE __attribute__((noipa))

ALONE long sparse(int x, long *p)
{
    switch (x) {
    case 0:
        p[0]++;
        return p[1];
    case 1:
        p[1]++;
        return p[1];
    case 2:
        p[2]++;
        return p[1];
    case 9:
        p[3] += 5;
        break;
    case 20:
        p[4]++;
        break;
    default:
        p[0]--;
    }
    return p[2] + p[0];
}

/* The table begins at 0: a hole, not out of range. */
ALONE double from_two(unsigned tag, double number)
{
    switch (tag) {
    case 2:
        return 4;
    case 3:
        return 0;
    case 4:
        return number != 0 ? 1.0 : 0.0;
    case 5:
        return number > 5 ? 1 : 0;
    case 8:
        return number * 2;
    default:
        return number;
    }
}

ALONE int signed_chars(signed char c)
{
    switch (c) {
    case -100:
        return 1;
    case -90:
        return c * 3;
    case -80:
        return 7;
    case -75 ... - 72:
        return c + 4;
    case -70:
        return 5;
    default:
        return 0;
    }
}

ALONE int full(unsigned x)
{
    switch (x) {
    case 0:
        return 3;
    case 1:
        return 1;
    case 2:
        return 4;
    case 3:
        return 15;
    case 4:
        return 9;
    case 5:
        return 26;
    default:
        return 0;
    }
}

ALONE unsigned long wide(unsigned long x)
{
    switch (x) {
    case 0xfffffffffffffff0:
        return 1;
    case 0xfffffffffffffff3:
        return x & 15;
    case 0xfffffffffffffff5:
        return 5;
    case 0xfffffffffffffff8:
        return x >> 60;
    case 0xfffffffffffffffb:
        return 9;
    case 0xfffffffffffffffd:
        return 13;
    default:
        return x + 1;
    }
}

ALONE int in_a_loop(const unsigned char *code)
{
    int stack = 0;
    for (;; code++)
        switch (*code) {
        case 1:
            stack++;
            break;
        case 2:
            stack--;
            break;
        case 3:
            stack *= 3;
            break;
        case 5:
            stack ^= 5;
            break;
        case 8:
            stack = -stack;
            break;
        case 12:
            return stack;
        default:
            stack += *code;
            continue;
        }
}

int main(void)
{
    static const unsigned char code[] = {1, 2, 200, 3, 4, 4, 4, 5, 6, 8, 99, 7, 7, 12};
    long p[20] = {1, 2, 3}, sum = 0;
    double numbers = 0;
    for (int i = 0; i < 1200; i++) {
        sum += sparse(i % 23, p) + signed_chars((signed char)(i * 7)) + full((unsigned)i % 9);
        sum += (long)wide(0ul - (unsigned long)(i % 19)) + in_a_loop(code + i % 3);
        numbers += from_two((unsigned)i % 12, i);
    }
    printf("%ld %g\n", sum, numbers);
    return 0;
}
