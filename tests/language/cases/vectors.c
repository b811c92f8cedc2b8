// std: gnu17  min: 11
#include <stdio.h>
typedef int v4 __attribute__((vector_size(16)));
typedef float f4 __attribute__((vector_size(16)));
__attribute__((noipa)) static v4 turn(v4 a) { return __builtin_shuffle(a, (v4){1, 2, 3, 0}); }
__attribute__((noipa)) static f4 halves(v4 a) { return __builtin_convertvector(a, f4) / 2; }
__attribute__((noipa)) static v4 greater(v4 a, v4 b) { return (a & (a > b)) | (b & ~(a > b)); }
__attribute__((noipa)) static float total(f4 a) { return a[0] + a[1] + a[2] + a[3]; }
int main(void) { v4 a = {1, 2, 3, 4}; float s = 0; for (int i = 0; i < 9; i++) { a = greater(turn(a), a - 1); s += total(halves(a)); } printf("%g\n", s); return 0; }
// CALLS turn=9 halves=9 greater=9 total=9 main=1
