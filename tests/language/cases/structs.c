// std: gnu17  min: 11
#include <complex.h>
#include <stdio.h>
struct small { char c; short s; };
struct mixed { double d; long l; };
struct large { long a[12]; };
union either { float f; int i[3]; };
__attribute__((noipa)) static struct small small(struct small a) { a.c++; a.s *= 2; return a; }
__attribute__((noipa)) static struct mixed mixed(struct mixed a, struct small b) { a.d += b.c; a.l -= b.s; return a; }
__attribute__((noipa)) static struct large large(struct large a, struct mixed b) { for (int i = 0; i < 12; i++) a.a[i] += b.l + i; return a; }
__attribute__((noipa)) static union either either(union either a) { a.i[2] += a.i[1]; return a; }
__attribute__((noipa)) static __int128 wide(__int128 a, long double b) { return a * 3 + (long)b; }
__attribute__((noipa)) static _Complex double spin(_Complex double a) { return a * 1.0i; }
int main(void)
{
    struct small s = {1, 2}; struct mixed m = {1, 2}; struct large l = {{0}}; union either e = {.i = {1, 2, 3}}; __int128 w = 1; _Complex double z = 1;
    for (int i = 0; i < 8; i++) { s = small(s); m = mixed(m, s); l = large(l, m); e = either(e); w = wide(w, i); z = spin(z); }
    printf("%d %ld %ld %d %ld %g\n", s.s, m.l, l.a[11], e.i[2], (long)w, creal(z));
    return 0;
}
// CALLS small=8 mixed=8 large=8 either=8 wide=8 spin=8 main=1
