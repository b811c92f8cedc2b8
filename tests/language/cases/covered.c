// std: gnu17  min: 14  flags: --coverage -fcondition-coverage
#include <stdio.h>
__attribute__((noipa)) static int decide(int a, int b, int c) { return (a && b) || (c && !a) ? a + b : c; }
__attribute__((noipa)) static int path(int n) { if (n > 3) n--; if (n & 1) n++; return n; }
int main(void) { int s = 0; for (int i = 0; i < 16; i++) s += decide(i & 1, i & 2, i & 4) + path(i); printf("%d\n", s); return 0; }
// CALLS decide=16 path=16 main=1
