// std: gnu17  min: 11  flags: -fcf-protection=branch -Wl,-z,execstack
#include <stdio.h>
/* A nested function whose address is taken needs a trampoline. */
__attribute__((noipa)) static int each(int n, int (*f)(int)) { int s = 0; for (int i = 0; i < n; i++) s += f(i); return s; }
__attribute__((noipa)) static int outer(int base)
{
    int seen = 0;
    __attribute__((noipa)) int inner(int x) { seen++; return x + base; }
    int s = each(7, inner);
    return s * 100 + seen;
}
__attribute__((noipa)) static int leave(int n)
{
    __label__ out;
    __attribute__((noipa)) void check(int x) { if (x == 3) goto out; }
    for (int i = 0; i < n; i++) check(i);
    return 0;
out:
    return 1;
}
int main(void) { int s = 0; for (int i = 0; i < 3; i++) s += outer(i) + leave(10); printf("%d\n", s); return 0; }
// CALLS each=3 outer=3 leave=3 inner=21 check=12 main=1
