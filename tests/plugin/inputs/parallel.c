/* SPDX-License-Identifier: MIT */
/* Bodies that OpenMP outlines. compile with: -fopenmp */
extern int external(int);

long reduce(const int *a, int n)
{
    long sum = 0;
#pragma omp parallel for reduction(+ : sum) schedule(dynamic)
    for (int i = 0; i < n; i++)
        sum += a[i] + external(i);
    return sum;
}

void tasks(int n)
{
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < n; i++) {
#pragma omp task firstprivate(i)
        external(i);
    }
}

#pragma omp declare simd
float lane(float x)
{
    return x * 2 + 1;
}

void lanes(float *a, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        a[i] = lane(a[i]);
}

int sections(int x)
{
    int a = 0, b = 0;
#pragma omp parallel sections
    {
#pragma omp section
        a = external(x);
#pragma omp section
        b = external(x + 1);
    }
#pragma omp critical
    a += b;
#pragma omp atomic
    a += 1;
    return a;
}

#pragma omp declare target
int offloaded(int x)
{
    return external(x);
}
#pragma omp end declare target
