/* SPDX-License-Identifier: MIT */
/* support.c - what the benchmarks of lost.c use of another unit. */
int table[512] = {5, 7, 9}, other[512], result;
double reals[512] = {1.5}, real;
char text[4096] = "abcd", copy[4096];
int look(const int *numbers, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += numbers[i];
    return sum;
}
