// std: gnu17  min: 11
#include <stdio.h>
__attribute__((noipa)) int real(int x) { return x * 3; }
extern int other(int) __attribute__((alias("real")));
extern int weak(int) __attribute__((weak, alias("real")));
extern int missing(int) __attribute__((weak));
static int fast(int x) { return x + 1; }
static int (*choose(void))(int) { return fast; }
int chosen(int) __attribute__((ifunc("choose")));
int main(void) { int s = 0; for (int i = 0; i < 7; i++) s += real(i) + other(i) + weak(i) + chosen(i) + (missing ? missing(i) : 0); printf("%d\n", s); return 0; }
// CALLS real=21 fast=7 main=1
