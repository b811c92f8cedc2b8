// std: gnu17  min: 11  flags: -fstack-protector-all -fstack-clash-protection -fcf-protection=full -fsplit-paths
#include <stdio.h>
#include <string.h>
__attribute__((noipa)) static int big(int n) { volatile char room[70000]; memset((void *)room, n, sizeof room); return room[n] + room[69999 - n]; }
__attribute__((noipa)) static int pick(int n) { switch (n % 5) { case 0: return big(n); case 1: return 7; case 2: return big(1); case 3: return n * 3; default: return -n; } }
static int (*volatile through)(int) = pick;
int main(void) { int s = 0; for (int i = 0; i < 20; i++) s += through(i); printf("%d\n", s); return 0; }
// CALLS big=8 pick=20 main=1
