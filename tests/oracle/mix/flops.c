/* SPDX-License-Identifier: MIT */
/* flops.c - kernels in float and in double. Prints of the mandelbrots of each the steps, and how
 * many points left the circle. */
#include <math.h>
#include <stdio.h>

#define REAL        float
#define NAME(x)     x##_f32
#define root_f32(x) sqrtf(x)
#include "kernels.h"
#undef REAL
#undef NAME

#define REAL        double
#define NAME(x)     x##_f64
#define root_f64(x) sqrt(x)
#include "kernels.h"

enum { N = 64, BODIES = 5, MOST = 100 };

static float f[6][N * N];
static double d[6][N * N];
static struct body_f32 few_f32[BODIES];
static struct body_f64 few_f64[BODIES];

int main(void)
{
    long steps_f32 = 0, steps_f64 = 0, left_f32 = 0, left_f64 = 0;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < N * N; j++)
            f[i][j] = (float)(d[i][j] = (i + j) % 7);
    for (int i = 0; i < BODIES; i++) {
        few_f32[i] = (struct body_f32){(float)i, (float)(i * i), 1, 0, 0, 0, 1};
        few_f64[i] = (struct body_f64){i, i * i, 1, 0, 0, 0, 1};
    }
    float sum_f32 = dot_f32(f[0], f[1], N * N);
    double sum_f64 = dot_f64(d[0], d[1], N * N);
    axpy_f32(f[2], f[1], 0.5f, N * N);
    axpy_f64(d[2], d[1], 0.5, N * N);
    gemm_f32(f[3], f[0], f[1], N);
    gemm_f64(d[3], d[0], d[1], N);
    fft_f32(f[0], f[1], f[4], f[5], N);
    fft_f64(d[0], d[1], d[4], d[5], N);
    nbody_f32(few_f32, BODIES, 0.01f);
    nbody_f64(few_f64, BODIES, 0.01);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int f32 = mandelbrot_f32((float)i / N - 1, (float)j / N, MOST);
            int f64 = mandelbrot_f64((double)i / N - 1, (double)j / N, MOST);
            steps_f32 += f32;
            left_f32 += f32 < MOST;
            steps_f64 += f64;
            left_f64 += f64 < MOST;
        }
    fprintf(stderr, "%g %g %g %g %g %g\n", (double)sum_f32, sum_f64, (double)f[3][5], d[3][5],
            (double)few_f32[1].x, few_f64[1].x);
    printf("%ld %ld %ld %ld\n", steps_f32, left_f32, steps_f64, left_f64);
    return 0;
}
