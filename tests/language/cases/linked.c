// std: gnu17  min: 11  flags: -flto -ffunction-sections -Wl,--gc-sections
#include <stdio.h>
__attribute__((noipa)) int used(int x) { return x ^ 5; }
__attribute__((noipa)) int unused(int x) { return x ^ 6; }
__attribute__((noipa, cold)) static int rare(int x) { return used(x) * 2; }
__attribute__((noipa, hot)) static int often(int x) { return __builtin_expect(x % 10 == 9, 0) ? rare(x) : used(x); }
int main(void) { int s = 0; for (int i = 0; i < 30; i++) s += often(i); printf("%d\n", s); return 0; }
// CALLS used=30 rare=3 often=30 main=1
