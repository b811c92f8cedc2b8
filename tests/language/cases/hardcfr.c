// std: gnu17  min: 14  flags: -fharden-control-flow-redundancy
#include <setjmp.h>
#include <stdio.h>
static jmp_buf top;
__attribute__((noipa)) static int tail(int n) { return n + 1; }
__attribute__((noipa)) static int flow(int n) { if (n & 1) return tail(n); for (int i = 0; i < n; i++) n -= i & 2; return n; }
__attribute__((noipa)) static void jump(void) { longjmp(top, 1); }
int main(void) { volatile int s = 0; for (volatile int i = 0; i < 10; i++) { s += flow(i); if (!setjmp(top)) jump(); } printf("%d\n", s); return 0; }
// CALLS flow=10 tail=5 jump=10 main=1
