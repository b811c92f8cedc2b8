// std: gnu17  min: 12  flags: -msse2
#include <complex.h>
#include <stdio.h>
typedef int v8 __attribute__((vector_size(32)));
__attribute__((noipa)) static double complex rotate(double complex z) { return z * I + 1; }
__attribute__((noipa)) static __float128 quad(__float128 x) { return x / 3 + 1; }
__attribute__((noipa)) static _Float16 half(_Float16 x) { return x * (_Float16)0.5f + (_Float16)1; }
__attribute__((noipa)) static long double ext(long double x) { return x * 0.5L + 2; }
__attribute__((noipa)) static _Decimal64 dec(_Decimal64 x) { return x + 1.25dd; }
__attribute__((noipa)) static __int128 wide(__int128 x) { return x * x + 3; }
__attribute__((noipa)) static v8 vec(v8 x) { return x * x + 1; }
__attribute__((noipa)) static int sum(int n, ...) { __builtin_va_list l; __builtin_va_start(l, n); int s = 0; for (int i = 0; i < n; i++) s += __builtin_va_arg(l, int); __builtin_va_end(l); return s; }
int main(void) {
    double complex z = 1; __float128 q = 1; _Float16 h = 1; long double e = 1; _Decimal64 d = 1; __int128 w = 1; v8 v = {1, 2, 3, 4, 5, 6, 7, 8}; int s = 0;
    for (int i = 0; i < 5; i++) { z = rotate(z); q = quad(q); h = half(h); e = ext(e); d = dec(d); w = wide(w); v = vec(v); s += sum(3, i, 2, 1); }
    printf("%g %g %g %g %Lg %g %lld %d %d\n", creal(z), cimag(z), (double)q, (double)(float)h, e, (double)d, (long long)w, v[3], s);
    return 0;
}
// CALLS rotate=5 quad=5 half=5 ext=5 dec=5 wide=5 vec=5 sum=5 main=1
