/* SPDX-License-Identifier: MIT */
/*
 * kernels.h - the kernels of flops.c for one type, REAL, under names that NAME(x) makes.
 *
 * Each is called with sizes that the test knows, so that its floating-point operations can be
 * counted by hand: flops.py has the formulas.
 */
__attribute__((noinline)) REAL NAME(dot)(const REAL *a, const REAL *b, int n)
{
    REAL sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* y = y + f x: vectorised under every -O3 */
__attribute__((noinline)) void NAME(axpy)(REAL *y, const REAL *x, REAL f, int n)
{
    for (int i = 0; i < n; i++)
        y[i] += f * x[i];
}

/* c = c + a b, in the order that walks along the rows: the kernel of a BLAS */
__attribute__((noinline)) void NAME(gemm)(REAL *c, const REAL *a, const REAL *b, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++)
                c[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* The butterflies of a radix-2 Fourier transform; the factors are a table. */
__attribute__((noinline)) void NAME(fft)(REAL *re, REAL *im, const REAL *wr, const REAL *wi, int n)
{
    for (int half = 1; half < n; half *= 2)
        for (int start = 0; start < n; start += 2 * half)
            for (int k = 0; k < half; k++) {
                int low = start + k, high = low + half, w = k * (n / (2 * half));
                REAL r = wr[w] * re[high] - wi[w] * im[high];
                REAL i = wr[w] * im[high] + wi[w] * re[high];
                re[high] = re[low] - r;
                im[high] = im[low] - i;
                re[low] += r;
                im[low] += i;
            }
}

struct NAME(body) {
    REAL x, y, z, vx, vy, vz, mass;
};

/* One step of planets that attract each other. */
__attribute__((noinline)) void NAME(nbody)(struct NAME(body) * bodies, int n, REAL dt)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            struct NAME(body) *a = &bodies[i], *b = &bodies[j];
            REAL dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            REAL square = dx * dx + dy * dy + dz * dz;
            REAL force = dt / (square * NAME(root)(square));
            a->vx -= dx * b->mass * force;
            a->vy -= dy * b->mass * force;
            a->vz -= dz * b->mass * force;
            b->vx += dx * a->mass * force;
            b->vy += dy * a->mass * force;
            b->vz += dz * a->mass * force;
        }
    for (int i = 0; i < n; i++) {
        bodies[i].x += dt * bodies[i].vx;
        bodies[i].y += dt * bodies[i].vy;
        bodies[i].z += dt * bodies[i].vz;
    }
}

/* Steps until the point leaves the circle, which the caller prints for the formula. */
__attribute__((noinline)) int NAME(mandelbrot)(REAL cx, REAL cy, int most)
{
    REAL x = 0, y = 0;
    int steps = 0;
    while (steps < most) {
        REAL xx = x * x, yy = y * y;
        if (xx + yy > 4)
            break;
        y = 2 * x * y + cy;
        x = xx - yy + cx;
        steps++;
    }
    return steps;
}
