// std: gnu17  min: 11  flags: -fopenmp
#include <stdio.h>
__attribute__((noipa)) static int fib(int n) { int a, b; if (n < 2) return n;
    #pragma omp task shared(a) if (n > 8)
    a = fib(n - 1);
    #pragma omp task shared(b) if (n > 8)
    b = fib(n - 2);
    #pragma omp taskwait
    return a + b; }
__attribute__((noipa)) static long item(long i) { return i * i; }
int main(void) {
    int f = 0; long s = 0;
    #pragma omp parallel num_threads(3)
    {
    #pragma omp single
    f = fib(12);
    #pragma omp for schedule(dynamic, 3) reduction(+:s) ordered
    for (int i = 0; i < 100; i++) {
        s += item(i);
    #pragma omp ordered
        s += 0; }
    #pragma omp sections reduction(+:s)
    {
    #pragma omp section
    s += item(3);
    #pragma omp section
    s += item(4);
    }
    }
    #pragma omp simd reduction(+:s)
    for (int i = 0; i < 64; i++) s += i;
    printf("%d %ld\n", f, s);
    return 0;
}
// CALLS fib=465 item=102 main=1
