/* SPDX-License-Identifier: MIT */
/* smooth.c - smooths a signal, for a gate on what its inner loop does. */
#include <stdio.h>

enum { POINTS = 4096, ROUNDS = 50 };

__attribute__((noinline)) static void smooth(double *to, const double *from,
                                             const double weights[3])
{
    for (int i = 1; i < POINTS - 1; i++)
        to[i] = weights[0] * from[i - 1] + weights[1] * from[i] + weights[2] * from[i + 1];
}

int main(void)
{
    static double signal[2][POINTS];
    const double weights[3] = {0.25, 0.5, 0.25};
    signal[0][POINTS / 2] = 1;
    for (int round = 0; round < ROUNDS; round++)
        smooth(signal[!(round % 2)], signal[round % 2], weights);
    printf("%.6f\n", signal[ROUNDS % 2][POINTS / 2]);
    return 0;
}
