// std: gnu17  min: 11  flags: -flto -ffat-lto-objects -ffunction-sections -Wl,--gc-sections
#include <stdio.h>
__attribute__((noipa)) static int used(int x) { return x ^ 5; }
__attribute__((noipa)) int unused(int x) { return used(x) + 1; }
static inline __attribute__((always_inline)) int inlined(int x) { return used(x) + used(x + 1); }
int main(void) { int s = 0; for (int i = 0; i < 9; i++) s += inlined(i); printf("%d\n", s); return 0; }
// CALLS used=18 main=1
