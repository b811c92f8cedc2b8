// std: gnu17  min: 12  flags: -fharden-compares -fharden-conditional-branches -fstack-protector-all -fstack-clash-protection
#include <stdio.h>
__attribute__((noipa)) static int compare(int a, int b) { return a < b ? a : b > 7; }
__attribute__((noipa)) static int deep(int n) { char room[70000]; room[n] = (char)n; __asm__ volatile("" : : "r"(room) : "memory"); return n > 3 ? deep(n - 1) + room[n] : n; }
int main(void) { int s = 0; for (int i = 0; i < 10; i++) s += compare(i, 5) + deep(i); printf("%d\n", s); return 0; }
// CALLS compare=10 deep=31 main=1
