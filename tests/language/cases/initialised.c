// std: gnu17  min: 12  flags: -ftrivial-auto-var-init=pattern
#include <stdio.h>
struct pair { int a; long b[5]; };
__attribute__((noipa)) static int fill(struct pair *p, int n) { p->a = n; return n; }
__attribute__((noipa)) static int local(int n) { struct pair p; int r = fill(&p, n); char scratch[n + 1]; scratch[n] = (char)n; return r + p.a + scratch[n]; }
__attribute__((noipa)) static int branch(int n) { switch (n) { int unset; case 0: return 1; default: unset = n; return unset; } }
int main(void) { int s = 0; for (int i = 0; i < 13; i++) s += local(i) + branch(i); printf("%d\n", s); return 0; }
// CALLS fill=13 local=13 branch=13 main=1
