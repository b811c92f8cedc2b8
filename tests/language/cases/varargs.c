// std: gnu17  min: 11
#include <stdarg.h>
#include <stdio.h>
__attribute__((noipa)) static double all(const char *what, va_list rest) { double s = 0; for (; *what; what++) s += *what == 'd' ? va_arg(rest, double) : *what == 'i' ? va_arg(rest, int) : (double)va_arg(rest, long double); return s; }
__attribute__((noipa)) static double passed(const char *what, ...) { va_list rest, twice; va_start(rest, what); va_copy(twice, rest); double s = all(what, rest) + all(what, twice); va_end(twice); va_end(rest); return s; }
extern inline __attribute__((always_inline, gnu_inline)) double forward(const char *what, ...) { return passed(what, __builtin_va_arg_pack()) + __builtin_va_arg_pack_len(); }
int main(void) { double s = 0; for (int i = 0; i < 5; i++) s += forward("idl", i, i / 2.0, (long double)i); printf("%g\n", s); return 0; }
// CALLS all=10 passed=5 main=1
