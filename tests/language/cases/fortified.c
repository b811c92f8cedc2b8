// std: gnu17  min: 12  flags: -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
__attribute__((noipa)) static size_t room(int n) { char *p = malloc(n); size_t r = __builtin_dynamic_object_size(p, 0); free(p); return r; }
__attribute__((noipa)) static int copy(char *to, const char *from, size_t n) { memcpy(to, from, n); to[n] = 0; return (int)strlen(to); }
__attribute__((noipa)) static int print(char *to, int n, int i) { return snprintf(to, n, "%d", i); }
int main(void) { char b[32]; int s = 0; for (int i = 1; i < 9; i++) s += (room(i) == (size_t)i) + copy(b, "abcdefghij", i) + print(b, 4, i); printf("%d\n", s > 0); return 0; }
// CALLS room=8 copy=8 print=8 main=1
