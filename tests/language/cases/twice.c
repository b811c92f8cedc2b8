// std: gnu17  min: 11  flags: -D_GNU_SOURCE
#include <setjmp.h>
#include <stdio.h>
#include <ucontext.h>
static jmp_buf top; static sigjmp_buf other; static ucontext_t here;
__attribute__((noipa)) static void jump(int n) { longjmp(top, n); }
__attribute__((noipa)) static int plain(int n) { return n + 1; }
__attribute__((noipa)) static int loop(int n) { volatile int s = 0; for (volatile int i = 0; i < n; i++) { if (i % 2) s += plain(i); if (setjmp(top) == 0) jump(2); s += plain(s); } return s; }
__attribute__((noipa)) static int with_signals(int n) { volatile int again = n; int got = sigsetjmp(other, 1); if (again-- > 0) siglongjmp(other, got + 1); return got; }
__attribute__((noipa)) static int with_context(void) { volatile int times = 0; getcontext(&here); if (++times < 4) setcontext(&here); return times; }
int main(void) { int s = loop(6) + with_signals(5) + with_context(); printf("%d\n", s); return 0; }
// CALLS jump=6 plain=9 loop=1 with_signals=1 with_context=1 main=1
