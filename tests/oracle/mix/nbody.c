/* SPDX-License-Identifier: MIT */
/* nbody.c - the double kernels of kernels.h with more work than flops.c gives them. */
#include <math.h>
#include <stdio.h>

#define REAL    double
#define NAME(x) x
#define root(x) sqrt(x)
#include "kernels.h"

enum { N = 96, BODIES = 5, STEPS = 20000 };

static double a[N * N], b[N * N], c[N * N];

int main(void)
{
    struct body bodies[BODIES];
    for (int i = 0; i < BODIES; i++)
        bodies[i] = (struct body){i, i * i, 1, 0, 0, 0, 1};
    for (int i = 0; i < STEPS; i++)
        nbody(bodies, BODIES, 1e-5);
    for (int i = 0; i < N * N; i++) {
        a[i] = i % 13;
        b[i] = i % 7;
    }
    gemm(c, a, b, N);
    axpy(c, a, 0.5, N * N);
    int steps = mandelbrot(-0.1, 0.1, 100000);
    printf("%.9g %.9g %.9g %d\n", bodies[0].x, c[7], dot(a, c, N * N), steps);
    return 0;
}
