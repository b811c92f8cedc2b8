// std: gnu17  min: 11  flags: -fgnu-tm
#include <stdio.h>
static long balance[4];
__attribute__((noipa, transaction_safe)) static long move(int from, int to, long n) { balance[from] -= n; balance[to] += n; return balance[to]; }
int main(void) { long s = 0; for (int i = 0; i < 12; i++) { long r; __transaction_atomic { r = move(i % 4, (i + 1) % 4, i); } s += r; } printf("%ld %ld\n", s, balance[0]); return 0; }
// CALLS main=1
