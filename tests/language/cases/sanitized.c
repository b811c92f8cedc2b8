// std: gnu17  min: 11  flags: -fsanitize=undefined -fsanitize-undefined-trap-on-error
#include <stdio.h>
__attribute__((noipa)) static int half(int a, int b) { return a / b + (a << (b & 7)); }
__attribute__((noipa)) static int at(const int *a, int i) { return a[i]; }
__attribute__((noipa, returns_nonnull)) static const int *some(const int *a) { return a; }
int main(void) { static const int a[] = {1, 2, 3, 4}; int s = 0; for (int i = 0; i < 8; i++) s += half(i, i % 3 + 1) + at(some(a), i % 4); printf("%d\n", s); return 0; }
// CALLS half=8 at=8 some=8 main=1
