// std: gnu17  min: 15  flags: --coverage -fpath-coverage
#include <stdio.h>
__attribute__((noipa)) static int path(int n) { if (n > 3) n--; if (n & 1) n++; for (int i = 0; i < n; i++) if (i == 2) n -= 2; return n; }
int main(void) { int s = 0; for (int i = 0; i < 16; i++) s += path(i); printf("%d\n", s); return 0; }
// CALLS path=16 main=1
