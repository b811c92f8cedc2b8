/* SPDX-License-Identifier: MIT */
/* lost.c - benchmarks that do nothing, or not all, without the guard; C and C++. */
#include <cinstr/bench.h>
#include <ctype.h>
#include <immintrin.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
__attribute__((pure)) int look(const int *numbers, int n); /* support.c */
extern int table[512], other[512], result;
extern double reals[512], real;
extern char text[4096], copy[4096];
#ifdef __cplusplus
}
#endif

struct point {
    double x, y, z;
};

static int mix(int x)
{
    for (int k = 0; k < 8; k++)
        x = (x ^ (x >> 3)) * 0x5bd1e995 + k;
    return x;
}

static __attribute__((noinline)) int apart(int x)
{
    int sum = 0;
    for (int k = 0; k < 50; k++)
        sum += (x * k) ^ k;
    return sum;
}

static struct point make_point(double x)
{
    struct point p = {x * 2, x * x, x / 3};
    return p;
}

static void helper(int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        mix((int)i);
}

static void second_helper(int times, int x)
{
    while (times-- > 0)
        apart(x);
}

static void first_helper(int64_t n)
{
    int times = (int)n;
    second_helper(times, 3);
}

#define LOOP for (int64_t i = 0; i < b->N; i++)

/* What the others are compared with: they must do more. */
void BenchmarkEmpty(cinstr_bench *b)
{
    LOOP __asm__ volatile("");
}

void BenchmarkInline(cinstr_bench *b)
{
    LOOP mix((int)i);
}

void BenchmarkApart(cinstr_bench *b)
{
    LOOP apart((int)i);
}

void BenchmarkApartSame(cinstr_bench *b)
{
    int sum = 0;
    LOOP sum += apart(5);
    result = sum;
}

void BenchmarkPureOfOtherUnit(cinstr_bench *b)
{
    int sum = 0;
    LOOP sum += look(table, 64);
    result = sum;
}

void BenchmarkInnerSum(cinstr_bench *b)
{
    LOOP
    {
        int sum = 0;
        for (int k = 0; k < 64; k++)
            sum += table[k];
        (void)sum;
    }
}

void BenchmarkInnerSumOfReals(cinstr_bench *b)
{
    LOOP
    {
        double sum = 0;
        for (int k = 0; k < 64; k++)
            sum += reals[k] * reals[k];
        (void)sum;
    }
}

void BenchmarkLiteralLength(cinstr_bench *b)
{
    size_t sum = 0;
    LOOP sum += strlen("hello world");
    result = (int)sum;
}

void BenchmarkFillLocal(cinstr_bench *b)
{
    LOOP
    {
        char local[256];
        memset(local, (int)i, sizeof local);
    }
}

void BenchmarkCopyLocal(cinstr_bench *b)
{
    LOOP
    {
        char local[1024];
        memcpy(local, text, sizeof local);
    }
}

void BenchmarkStaticStore(cinstr_bench *b)
{
    LOOP result = (int)i * 3;
}

void BenchmarkPointerWalk(cinstr_bench *b)
{
    const char *p = text;
    LOOP p += 40;
    result = (int)(long)p;
}

void BenchmarkAllocate(cinstr_bench *b)
{
    LOOP
    {
        char *p = (char *)malloc(100);
        p[0] = 1;
        free(p);
    }
}

void BenchmarkStruct(cinstr_bench *b)
{
    LOOP make_point((double)i);
}

void BenchmarkGoto(cinstr_bench *b)
{
    int64_t n = b->N, i = 0;
again:
    if (i < n) {
        mix((int)i);
        i++;
        goto again;
    }
}

void BenchmarkPointerEnd(cinstr_bench *b)
{
    int64_t n = b->N;
    while (n--) {
        const char *p = text, *end = text + 64;
        int h = 0;
        while (p < end)
            h = h * 31 + *p++;
        (void)h;
    }
}

void BenchmarkDoWhile(cinstr_bench *b)
{
    int64_t i = 0;
    do {
        apart((int)i);
    } while (++i < b->N);
}

void BenchmarkFourAtOnce(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i += 4) {
        mix((int)i);
        mix((int)i + 1);
        mix((int)i + 2);
        mix((int)i + 3);
    }
}

void BenchmarkHelper(cinstr_bench *b)
{
    helper(b->N);
}

void BenchmarkHelperOfHelper(cinstr_bench *b)
{
    first_helper(b->N);
}

void BenchmarkSecondOfTwo(cinstr_bench *b)
{
    int sum = 0;
    LOOP sum += (int)i ^ sum * 3;
    result = sum;
    LOOP mix((int)i);
}

void BenchmarkIntrinsics(cinstr_bench *b)
{
    LOOP
    {
        __m128i v = _mm_set1_epi32((int)i);
        v = _mm_mullo_epi16(v, v);
        v = _mm_add_epi32(v, v);
        (void)v;
    }
}

void BenchmarkDivideSame(cinstr_bench *b)
{
    long sum = 0, a = table[0], c = table[1] | 1;
    LOOP sum += a / c;
    result = (int)sum;
}

void BenchmarkCompareLiterals(cinstr_bench *b)
{
    int sum = 0;
    const char *x = "abc", *y = "abd";
    LOOP sum += strcmp(x, y);
    result = sum;
}

void BenchmarkNeverUsed(cinstr_bench *b)
{
    int sum = 0;
    LOOP
    {
        int value = mix((int)i);
        if (i < 0)
            sum += value;
    }
    result = sum;
}

void BenchmarkLocalArray(cinstr_bench *b)
{
    int local[16];
    LOOP local[i & 15] = mix((int)i);
}

void BenchmarkKnownSwitch(cinstr_bench *b)
{
    int sum = 0, op = 2;
    LOOP switch (op)
    {
    case 1:
        sum += 5;
        break;
    case 2:
        sum += 7;
        break;
    default:
        sum -= 1;
    }
    result = sum;
}

void BenchmarkRootOfConstant(cinstr_bench *b)
{
    double sum = 0;
    LOOP sum += sqrt(2.0);
    real = sum;
}

void BenchmarkSameMemory(cinstr_bench *b)
{
    int sum = 0;
    LOOP sum += memcmp(text, copy, 128);
    result = sum;
}

void BenchmarkLoopCall(cinstr_bench *b)
{
    int x = 1;
    while (cinstr_bench_loop(b))
        x = mix(x);
}

void BenchmarkDown(cinstr_bench *b)
{
    for (int64_t i = b->N; i > 0; --i)
        apart((int)i);
}

void BenchmarkCopyOfN(cinstr_bench *b)
{
    const int n = (int)b->N;
    double x = 1;
    for (int i = 0; i < n; i++)
        x = x * 1.0000001;
}

void BenchmarkFind(cinstr_bench *b)
{
    LOOP strchr(text, 'x');
}

void BenchmarkUpper(cinstr_bench *b)
{
    LOOP toupper((int)i & 127);
}

void BenchmarkDigit(cinstr_bench *b)
{
    LOOP isdigit((int)i & 127);
}

void BenchmarkNumber(cinstr_bench *b)
{
    LOOP atoi("1234");
}

void BenchmarkComma(cinstr_bench *b)
{
    int64_t i;
    int x = 0;
    for (i = 0, x = 1; i < b->N; i++, x = mix(x))
        ;
}

void BenchmarkBesideWork(cinstr_bench *b)
{
    int sum = 0;
    LOOP
    {
        sum = sum * 31 + (int)i;
        apart((int)i);
    }
    result = sum;
}

/* ---- Calls that stay for another effect, without the work for a result that nobody uses ---- */

unsigned long state = 88172645463325252u;
static double last[64];

/* GCC makes no single statement of many of these, as it does of `calls++`. */
static __attribute__((always_inline)) inline void change_state(void)
{
    state ^= state << 13;
    state ^= state >> 7;
}

static double next_random(void)
{
    change_state();
    double x = (double)(state >> 11);
    for (int k = 0; k < 20; k++)
        x = 3.9 * x * (1 - x);
    return x;
}

void BenchmarkGenerator(cinstr_bench *b)
{
    LOOP next_random();
}

/* So small that it is inlined early, into its only caller. */
static double next_small(int x)
{
    change_state();
    return x / 3.3 / (x + 7.7);
}

void BenchmarkSmall(cinstr_bench *b)
{
    LOOP next_small((int)i);
}

static __attribute__((always_inline)) inline double next_inline(int x)
{
    change_state();
    return x / 3.3 / (x + 7.7);
}

void BenchmarkAlwaysInline(cinstr_bench *b)
{
    LOOP next_inline((int)i);
}

void BenchmarkAlwaysInlineAgain(cinstr_bench *b)
{
    LOOP next_inline((int)i + 1);
}

static double step(double x)
{
    change_state();
    return 3.9 * x * (1 - x) / (x + 7.1);
}

void BenchmarkFeedsItself(cinstr_bench *b)
{
    double x = 0.5;
    LOOP x = step(x);
}

static __attribute__((noinline)) unsigned fill(char *to, int n)
{
    unsigned sum = 1;
    for (int k = 0; k < n; k++) {
        to[k] = (char)k;
        sum = (sum ^ (unsigned)k) * 16777619u % 65521;
    }
    return sum;
}

void BenchmarkChecksum(cinstr_bench *b)
{
    LOOP fill(copy, 64);
}

static int fibonacci(int n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

void BenchmarkRecursion(cinstr_bench *b)
{
    LOOP fibonacci(7);
}

static __attribute__((noinline)) double norm(const double *of, int n)
{
    double sum = 0;
    change_state();
    for (int k = 0; k < n; k++)
        sum += of[k] / (1 + of[k]);
    return sum;
}

static __attribute__((noinline)) double both_norms(int n)
{
    change_state();
    return norm(reals, n) + norm(reals + 64, n);
}

void BenchmarkTwoLevels(cinstr_bench *b)
{
    LOOP both_norms(32);
}

void BenchmarkLocalOfResult(cinstr_bench *b)
{
    LOOP
    {
        double length = norm(reals, 64);
        (void)length;
    }
}

static __attribute__((noinline)) void halve(const double *of)
{
    change_state();
    for (int k = 0; k < 64; k++)
        last[k] = of[k] / 3.1;
}

void BenchmarkUnreadArray(cinstr_bench *b)
{
    LOOP halve(reals);
}

static int measure(struct point *p, double x)
{
    change_state();
    p->x = p->y = 0;
    for (int k = 1; k < 20; k++)
        p->x += x / k;
    p->z = p->x * p->x;
    return 0;
}

void BenchmarkUnreadParameter(cinstr_bench *b)
{
    LOOP
    {
        struct point p;
        measure(&p, (double)i);
    }
}

void BenchmarkUnreadAndSet(cinstr_bench *b)
{
    struct point p = {1, 2, 3};
    LOOP
    {
        p.z = 0;
        measure(&p, (double)i);
        measure(&p, (double)i + 1);
    }
}

static struct point scaled(double x)
{
    struct point p = {x, x, x};
    change_state();
    for (int k = 1; k < 20; k++)
        p.x *= p.y / k + p.z;
    return p;
}

void BenchmarkStructOfResult(cinstr_bench *b)
{
    LOOP scaled((double)i);
}

void BenchmarkLocalStruct(cinstr_bench *b)
{
    LOOP
    {
        struct point p = scaled((double)i);
        (void)p;
    }
}

struct pair {
    double x, y;
};

static struct pair divided(double x)
{
    struct pair p;
    change_state();
    p.x = x / 3.3;
    p.y = x / 7.7;
    return p;
}

void BenchmarkPairOfResult(cinstr_bench *b)
{
    LOOP divided((double)i);
}

#ifdef __cplusplus
struct divider {
    double by;
    double get(int x) const
    {
        change_state();
        return x / by / (x + 7.7);
    }
};

void BenchmarkConstMethod(cinstr_bench *b)
{
    divider d = {3.3};
    LOOP d.get((int)i);
}

void BenchmarkLambda(cinstr_bench *b)
{
    auto divide = [](int x) {
        change_state();
        return x / 3.3 / (x + 7.7);
    };
    LOOP divide((int)i);
}
#endif
