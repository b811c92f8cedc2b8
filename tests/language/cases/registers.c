// std: gnu17  min: 11  flags: -fzero-call-used-regs=all
#include <stdio.h>
__attribute__((noipa)) static double mix(double a, int b) { return a * b + 1; }
__attribute__((noipa, zero_call_used_regs("used-gpr"))) static long gpr(long a) { return a * 3; }
__attribute__((noipa, zero_call_used_regs("skip"))) static long skip(long a) { return a + gpr(a); }
__attribute__((noipa)) static void nothing(void) { }
int main(void) { double s = 0; for (int i = 0; i < 11; i++) { s += mix(s, i) + skip(i); nothing(); } printf("%g\n", s); return 0; }
// CALLS mix=11 gpr=11 skip=11 nothing=11 main=1
