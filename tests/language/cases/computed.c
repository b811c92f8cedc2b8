// std: gnu17  min: 11
#include <stdio.h>
__attribute__((noipa)) static long op(long a) { return a * 3 + 1; }
__attribute__((noipa)) static long run(const unsigned char *code, long a)
{
    static const void *const labels[] = {&&add, &&mul, &&back, &&stop};
    long left = 40;
    const unsigned char *at = code;
    goto *labels[*at++];
add: a += op(a); goto *labels[*at++];
mul: a = op(a) * 5; goto *labels[*at++];
back: if (--left) at = code; goto *labels[*at++];
stop: return a;
}
int main(void) { printf("%lx\n", run((const unsigned char[]){0, 1, 1, 0, 2, 3}, 7)); return 0; }
// CALLS op=160 run=1 main=1
