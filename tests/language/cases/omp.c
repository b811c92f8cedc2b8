// std: gnu17  min: 11  flags: -fopenmp
#include <stdio.h>
__attribute__((noipa)) static int f(int n) { return n * 2; }
int main(void) {
  long s = 0; int t[64];
  #pragma omp parallel for reduction(+:s) num_threads(2)
  for (int i = 0; i < 1000; i++) s += f(i);
  #pragma omp target teams distribute parallel for map(from: t)
  for (int i = 0; i < 64; i++) t[i] = f(i);
  #pragma omp parallel num_threads(2)
  #pragma omp single
  for (int i = 0; i < 10; i++) {
  #pragma omp task firstprivate(i) shared(s)
  { int v = f(i);
  #pragma omp atomic
  s += v; }
  }
  printf("%ld %d\n", s, t[63]);
}
// CALLS f=1074 main=1
