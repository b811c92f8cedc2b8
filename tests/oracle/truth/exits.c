/* SPDX-License-Identifier: MIT */
/* Loops that end for one of two reasons, which GCC unrolls when told to: it copies their blocks
 * once more where it lays out the code. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

enum { SIZE = 8192 };
static unsigned char left[SIZE], right[SIZE];

ALONE int common_end(const unsigned char *a, const unsigned char *b, int least)
{
    int back = 0;
    while (back > least && a[back - 1] == b[back - 1])
        back--;
    return back;
}

ALONE int common_start(const unsigned char *a, const unsigned char *b, int most)
{
    int same = 0;
    while (same < most && a[same] == b[same])
        same++;
    return same;
}

ALONE int find(const unsigned char *text, int size, unsigned char wanted)
{
    int at = 0;
    while (at < size && text[at] != wanted)
        at++;
    return at;
}

#ifdef FEW
/* Of few turns nothing tells which copy control left, but together the copies run as often as was
 * counted. */
int main(void)
{
    int sum = 0;
    for (int i = 0; i < SIZE; i++) {
        left[i] = (unsigned char)(i * 7 % 11 % 3);
        right[i] = (unsigned char)(i * 5 % 13 % 3);
    }
    for (int j = 0; j < 2000; j++)
        for (int k = 64; k < 128; k++)
            sum += common_end(left + k + j, right + k + j * 3 % 511, -(k % 13));
    return sum == 0;
}
#else
int main(void)
{
    long sum = 0;
    for (int i = 0; i < SIZE; i++)
        left[i] = right[i] = (unsigned char)(i % 211);
    for (int i = 0; i < SIZE; i += 1009)
        right[i] ^= 1;
    for (int i = 400; i < SIZE; i++) {
        sum += common_end(left + i, right + i, -(i % 399));
        sum += common_start(left + i - 400, right + i - 400, i % 399);
        sum += find(left + i - 400, i % 399, 210);
    }
    printf("%ld\n", sum);
    return 0;
}
#endif
