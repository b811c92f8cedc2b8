// std: gnu17  min: 15  flags: -D_GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef long step(long n, long s);
__attribute__((noipa)) static long done(long n, long s) { return n + s; }
static step *next;
__attribute__((noipa)) static long even(long n, long s);
__attribute__((noipa)) static long odd(long n, long s) { if (n == 0) __attribute__((musttail)) return done(n, s); __attribute__((musttail)) return even(n - 1, s + 1); }
__attribute__((noipa)) static long even(long n, long s) { if (n == 0) __attribute__((musttail)) return next(n, s); __attribute__((musttail)) return odd(n - 1, s + 2); }
__attribute__((noipa)) static void *grow(void *p, size_t n) { __attribute__((musttail)) return realloc(p, n); }
__attribute__((noipa)) static char *twin(const char *s) { __attribute__((musttail)) return strdup(s); }
__attribute__((noipa)) static void drop(void *p) { __attribute__((musttail)) return free(p); }
__attribute__((noipa)) static int length(const char *s) { __attribute__((musttail)) return puts(s); }
static long started;
__attribute__((noipa)) static void start(void) { started++; }
__attribute__((constructor)) static void begin(void) { __attribute__((musttail)) return start(); }
__attribute__((noipa)) static int last(int c, char **v) { (void)v; void *p = grow(NULL, 10); p = grow(p, 20); drop(p); char *t = twin("twin"); length(t); drop(t); printf("%ld %ld %d\n", odd(1000001, 0), started, c); return 0; }
int main(int c, char **v) { next = done; __attribute__((musttail)) return last(c, v); }
// CALLS odd=500001 even=500001 done=1 grow=2 twin=1 drop=2 length=1 begin=1 start=1 last=1 main=1
