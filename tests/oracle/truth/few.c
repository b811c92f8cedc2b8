/* SPDX-License-Identifier: MIT */
/* A loop of few turns that ends for one of two reasons, unrolled: nothing tells which of its copies
 * control left, but together they run as often as was counted. */
#define ALONE __attribute__((noipa))

enum { SIZE = 4096 };
static unsigned char left[SIZE], right[SIZE];

ALONE int common_end(const unsigned char *a, const unsigned char *b, int least)
{
    int back = 0;
    while (back > least && a[back - 1] == b[back - 1])
        back--;
    return back;
}

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
