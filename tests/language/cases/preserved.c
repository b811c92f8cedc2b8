// std: gnu17  min: 16
#include <stdio.h>
__attribute__((noipa, preserve_none)) static long many(long a, long b, long c, long d, long e) { return a + 2 * b + 3 * c + 4 * d + 5 * e; }
__attribute__((noipa, no_callee_saved_registers)) static long unsaved(long a) { long s = 0; for (long i = 0; i < a; i++) s += many(i, a, s, 1, 2); return s; }
__attribute__((noipa, no_caller_saved_registers, target("general-regs-only"))) static long saved(long a) { return a * 5; }
int main(void) { long s = 0; for (int i = 0; i < 6; i++) s += unsaved(i) + saved(i); printf("%ld\n", s); return 0; }
// CALLS unsaved=6 many=15 saved=6 main=1
