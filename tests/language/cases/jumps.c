// std: gnu17  min: 11
#include <setjmp.h>
#include <stdio.h>
static jmp_buf place;
static volatile int reached;
__attribute__((noipa)) static int deep(int n) { if (n == 0) longjmp(place, 3); int r = deep(n - 1); reached++; return r + 1; }
__attribute__((noipa)) static int caught(int n) { volatile int before = n; int how = setjmp(place); if (how == 0) deep(n); return how + before; }
static void *buffer[5];
__attribute__((noipa)) static void leave(int n) { if (n % 2) __builtin_longjmp(buffer, 1); }
__attribute__((noipa)) static int left(int n) { if (__builtin_setjmp(buffer)) return 100; leave(n); return n; }
int main(void) { int s = 0; for (int i = 0; i < 6; i++) s += caught(i) + left(i); printf("%d\n", s); return 0; }
// CALLS deep=21 caught=6 leave=6 left=6 main=1
