// std: gnu11  min: 11
#include <stdio.h>
// What a resolver calls runs while the loader relocates: it gets no probes.
__attribute__((noipa)) static int bit(int number) { return number >= 0; }
__attribute__((noipa)) static int has_feature(int number) { return bit(number) && bit(number + 1); }
static inline int supported(void) { __builtin_cpu_init(); return has_feature(3); }
static int fast(int x) { return x + 1; }
static int slow(int x) { return x + 2; }
static int (*resolve(void))(int) { return supported() ? fast : slow; }
int work(int) __attribute__((ifunc("resolve")));
__attribute__((noipa)) static int twice(int x) { return x * 2 + bit(x); }
int main(void) { int sum = 0; for (int i = 0; i < 100; i++) sum += work(i) + twice(i); printf("%d\n", sum); }
// CALLS fast=100 twice=100 main=1
