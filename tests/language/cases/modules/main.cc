#include <cstdio>
import m;
int main() { int s = 0; counter c; for (int i = 0; i < 7; i++) s += twice(i) + inc(i) + c.next(); std::printf("%d\n", s); }
// CALLS twice=7 inc=7 next=7 main=1
