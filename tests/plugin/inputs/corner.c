/* SPDX-License-Identifier: MIT */
/* Bodies at the border of what GCC compiles. Compiled only. */
#include <alloca.h>
#include <complex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

extern int external(int);
extern void never_back(void) __attribute__((noreturn));
extern int twice_back(void) __attribute__((returns_twice));
extern int weak_one(int) __attribute__((weak));
extern jmp_buf place;

void empty(void)
{
}

void forever(void)
{
    for (;;)
        ;
}

void forever_calling(void)
{
    for (;;)
        external(1);
}

int starts_with_loop(int n)
{
again:
    if (external(n))
        goto again;
    return n;
}

void unreachable(void)
{
    __builtin_unreachable();
}

int half_unreachable(int x)
{
    if (x)
        __builtin_unreachable();
    return external(x);
}

void trap(void)
{
    __builtin_trap();
}

void only_noreturn(void)
{
    never_back();
}

int first_is_setjmp(void)
{
    if (setjmp(place))
        return external(2);
    return twice_back();
}

int first_is_label(void *to)
{
    static void *const table[] = {&&a, &&b};
a:
    if (external(1) && to)
        goto *to;
b:
    goto *table[external(0) & 1];
}

int asm_goto(int x)
{
    __asm__ goto("test %0, %0; jz %l[zero]" : : "r"(x) : "cc" : zero);
    return external(x);
zero:
    return 0;
}

void *forwards(void *fun)
{
    void *arguments = __builtin_apply_args();
    void *result = __builtin_apply((void (*)())fun, arguments, 64);
    __builtin_return(result);
}

void *addresses(void)
{
    return (char *)__builtin_return_address(0) + (long)__builtin_frame_address(0);
}

struct big {
    char bytes[4096];
};

struct big by_value(struct big b)
{
    b.bytes[7] = (char)external(b.bytes[3]);
    return b;
}

struct big tail_by_value(struct big b)
{
    return by_value(b);
}

int variadic(int n, ...)
{
    va_list list, copy;
    va_start(list, n);
    va_copy(copy, list);
    int sum = 0;
    while (n-- > 0)
        sum += va_arg(list, int) + va_arg(copy, int);
    va_end(copy);
    va_end(list);
    return sum;
}

int all_arguments(int a, ...)
{
    return external(a) + __builtin_constant_p(a);
}

int sparse(int x)
{
    switch (x) {
    case 0 ... 9:
        return external(x);
    case 1000:
        return external(x) + 1;
    case 2000:
        never_back();
    case 2001:
    case 2002:
    case 2003:
    case 2004:
    case 2005:
        return strlen("abc") + external(3);
    default:
        return weak_one ? weak_one(x) : 0;
    }
}

typedef float v8 __attribute__((vector_size(32)));

v8 vectors(v8 a, v8 b, int n)
{
    for (int i = 0; i < n; i++)
        a = a * b + (v8){1, 2, 3, 4, 5, 6, 7, 8};
    return a;
}

double complex complexes(double complex z)
{
    return z * z + cexp(z);
}

void simple_loop(float *restrict a, const float *restrict b, int n)
{
    for (int i = 0; i < n; i++)
        a[i] = b[i] * 2 + a[i];
}

int nested(int n)
{
    __label__ out;
    int kept = 0;
    int inner(int x)
    {
        if (x > 5)
            goto out;
        kept += x;
        return external(kept) + (x > 0 ? inner(x - 1) : 0);
    }
    int (*pointer)(int) = inner;
    return external((int)(long)pointer) + inner(n);
out:
    return kept;
}

int vla(int n)
{
    int a[n][n + 1];
    char *p = alloca((size_t)n);
    memset(a, 0, sizeof a);
    memset(p, 1, (size_t)n);
    return a[n - 1][n] + p[0] + external(n);
}

static int local_alias_target(int x)
{
    return external(x) * 3;
}

int global_alias(int x) __attribute__((alias("local_alias_target")));
int weak_alias(int x) __attribute__((weak, alias("local_alias_target")));

int calls_alias(int x)
{
    return weak_alias(x) + global_alias(x + 1);
}

__attribute__((target_clones("default", "avx2"))) int cloned(const int *a, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * a[i];
    return sum;
}

__attribute__((cold, noinline)) int cold(int x)
{
    return external(x);
}

__attribute__((hot, flatten)) int hot(int x)
{
    return __builtin_expect(x == 3, 0) ? cold(x) : calls_alias(x);
}

__attribute__((constructor(200))) static void early(void)
{
    external(0);
}

__attribute__((destructor)) static void late(void)
{
    atexit(empty);
}

__attribute__((optimize("O0"))) int unoptimized(int x)
{
    int y = external(x);
    return y ? y : x;
}

__attribute__((optimize("O3", "fast-math"))) double fast(const double *a, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i];
    return sum;
}

__attribute__((section(".text.own"), aligned(256))) int placed(int x)
{
    return x;
}

__attribute__((ms_abi)) long foreign(long a, double b, long c, ...)
{
    return a + (long)b + c + external(1);
}

__attribute__((sysv_abi)) long calls_foreign(long a)
{
    return foreign(a, 2.0, 3, 4);
}

__attribute__((force_align_arg_pointer)) int realigned(int x)
{
    return external(x);
}

__attribute__((no_caller_saved_registers, target("general-regs-only"))) void saves_all(int *p)
{
    *p += 1;
}

__attribute__((no_split_stack, noclone, noinline)) _Bool booleans(_Bool a, unsigned char b)
{
    return a && external(b);
}

int ends_in_strlen(const char *s)
{
    return (int)strlen(s);
}

void ends_in_free(void *p)
{
    external(1);
    free(p);
}

void *ends_in_memcpy(void *to, const void *from, size_t n)
{
    return memcpy(to, from, n);
}

__int128 wide(__int128 a, unsigned __int128 b)
{
    return a / (__int128)(b + 1);
}

_Decimal64 decimal(_Decimal64 a)
{
    return a * 3;
}

long double extended(long double a)
{
    return __builtin_sqrtl(a) + external(1);
}

__attribute__((const)) extern int known(int);
__attribute__((pure)) extern int look(const int *);

int loops_over_pure(const int *p, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += known(i) + look(p);
    return sum;
}

_Atomic long shared;
_Thread_local int own;

long atomics(void)
{
    own++;
    return shared++ + __atomic_exchange_n(&shared, 5, __ATOMIC_SEQ_CST);
}
