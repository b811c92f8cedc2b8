// std: gnu17  min: 14
#include <stdio.h>
/* Compiled for a processor that this one need not be. */
__attribute__((noipa)) static long mix(long a, long b) { return a * 3 ^ b; }
__attribute__((noipa, target("apxf"))) static long wide(long a) { long s = 0; for (long i = 0; i < a; i++) s += mix(i, a) + mix(s, i); return s; }
__attribute__((noipa)) static long narrow(long a) { long s = 0; for (long i = 0; i < a; i++) s += mix(i, a) + mix(s, i); return s; }
int main(void) { printf("%ld\n", __builtin_cpu_supports("apxf") ? wide(50) : narrow(50)); return 0; }
// CALLS mix=100 main=1
