// std: gnu17  min: 14
#include <stdio.h>
typedef char __attribute__((__hardbool__(0x5a))) truth;
__attribute__((noipa)) static truth test(int n) { return n > 4; }
__attribute__((noipa)) static int use(truth t, truth *p) { *p = !t; return t ? 3 : 5; }
int main(void) { int s = 0; truth t = 0; for (int i = 0; i < 10; i++) s += use(test(i), &t) + (t ? 1 : 0); printf("%d\n", s); return 0; }
// CALLS test=10 use=10 main=1
