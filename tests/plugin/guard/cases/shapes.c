/* SPDX-License-Identifier: MIT */
/*
 * shapes.c - one benchmark for each shape of statement; C and C++.
 *
 * keeps: what the loop must have, as N x REGEX over its instructions. 1000003 is 0xf4243.
 * elided: without the guard the loop lacks it, at -O2 (else "stays").
 */
#include <cinstr/bench.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#define EXTERN extern "C"
#else
#define EXTERN extern
#endif

struct pair {
    long a, b;
};
struct mixed {
    double d;
    long l;
};
struct three {
    long a, b, c;
};
struct bits {
    unsigned a : 3, b : 20;
    int c;
};
struct large {
    double d[8];
};
union words {
    unsigned w[8];
    double d[4];
};
typedef float vector __attribute__((vector_size(16)));

EXTERN __attribute__((const)) int const_function(int x);
EXTERN __attribute__((pure)) int pure_function(const int *x, int n);
EXTERN int outer_function(int x);

static int global, table[16], counted;
static const int constants[4] = {3, 5, 7, 9};

static inline int scale(int x)
{
    return x * 1000003;
}
static __attribute__((noinline)) int far_scale(int x)
{
    return x * 1000003;
}
static inline __attribute__((always_inline)) int near_scale(int x)
{
    return x * 1000003;
}
static inline double third(double x)
{
    return x / 3.0;
}
static inline long double longer(long double x)
{
    return x / 3.0L;
}
static inline vector product(vector a, vector b)
{
    return a * b;
}
static inline _Complex double turned(_Complex double z)
{
    return z / 3.0;
}
static inline struct pair make_pair(long x)
{
    struct pair p = {x * 1000003, x * 1000007};
    return p;
}
static inline struct mixed make_mixed(long x, double d)
{
    struct mixed m = {d / 3.0, x * 1000003};
    return m;
}
static inline struct three make_three(long x)
{
    struct three t = {x * 1000003, x * 1000007, x * 1000033};
    return t;
}
static inline int *next_of(int *p)
{
    return p + scale(*p);
}
static inline bool above(int x)
{
    return scale(x) > 7;
}
static inline char low(int x)
{
    return (char)(x / 7);
}
static inline void set_global(int x)
{
    global = scale(x);
}
static inline void set_pointed(int *p, int x)
{
    *p = scale(x);
}
static inline int from_global(void)
{
    return scale(global);
}
static int sum_of(const int *p, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += p[i] * 1000003;
    return s;
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkExpressionStatement(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        scale(x);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkCastToVoid(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        (void)scale((int)i);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkConstantArgument(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        scale(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkAlwaysInline(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        near_scale(7);
}

/* keeps: 1 x imul.*0xf4243|call; elided */
void BenchmarkNoinline(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        far_scale(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkAssigned(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int r = scale(7);
        (void)r;
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkAssignedExpression(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++) {
        int r = x * 1000003;
        (void)r;
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkCompoundAssignment(cinstr_bench *b)
{
    int x = 3, s = 0;
    for (int64_t i = 0; i < b->N; i++)
        s += scale(x);
}

/* keeps: 1 x imul.*0xf4243, 1 x (mov|add) .*global|(mov|add).*rip; elided */
void BenchmarkGlobalSink(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        global = scale((int)i);
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*rip; elided */
void BenchmarkGlobalInCallee(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        set_global(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkGlobalRead(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        from_global();
}

/* keeps: 1 x movl.*\$0xa,\(; elided */
void BenchmarkPointerStore(cinstr_bench *b)
{
    int *p = (int *)malloc(sizeof *p);
    for (int64_t i = 0; i < b->N; i++)
        *p = 10;
    free(p);
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkPointerStoreInCallee(cinstr_bench *b)
{
    int *p = (int *)malloc(sizeof *p);
    for (int64_t i = 0; i < b->N; i++)
        set_pointed(p, (int)i);
    free(p);
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkPointerToLocal(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int local;
        set_pointed(&local, (int)i);
    }
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkArrayStore(cinstr_bench *b)
{
    int local[16];
    for (int64_t i = 0; i < b->N; i++)
        local[i & 15] = scale((int)i);
}

/* keeps: 1 x divsd; elided */
void BenchmarkDouble(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        third(7);
}

/* keeps: 1 x fdiv; elided */
void BenchmarkLongDouble(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        longer(7);
}

/* keeps: 1 x mulps; elided */
void BenchmarkVector(cinstr_bench *b)
{
    vector v = {1, 2, 3, 4};
    for (int64_t i = 0; i < b->N; i++)
        product(v, v);
}

/* keeps: 1 x divpd|2 x divsd; elided */
void BenchmarkComplex(cinstr_bench *b)
{
    _Complex double z = 7;
    for (int64_t i = 0; i < b->N; i++)
        turned(z);
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkPair(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_pair(i);
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkPairAssigned(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        struct pair p = make_pair(7);
        (void)p;
    }
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkPairMembers(cinstr_bench *b)
{
    long x = 3;
    for (int64_t i = 0; i < b->N; i++) {
        struct pair p;
        p.a = x * 1000003;
        p.b = x * 1000007;
    }
}

/* keeps: 1 x imul.*0xf4243, 1 x divsd; elided */
void BenchmarkMixed(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_mixed(i, 7);
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247, 1 x imul.*0xf4261; elided */
void BenchmarkThree(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_three(i);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkBitField(cinstr_bench *b)
{
    struct bits s = {0, 0, 0};
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        s.b = (unsigned)scale(x);
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkBitFieldPointed(cinstr_bench *b)
{
    struct bits *s = (struct bits *)calloc(1, sizeof *s);
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        s->b = (unsigned)scale(x);
    free(s);
}

/* Aggregates that are set before the loop: GCC must not compute with what they hold. */
/* keeps: 2 x imul; elided */
void BenchmarkArrayBefore(cinstr_bench *b)
{
    unsigned m[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (int64_t i = 0; i < b->N; i++) {
        unsigned r = m[0] * m[1] + m[2] * m[3];
        (void)r;
    }
}

/* keeps: 2 x mulsd; elided */
void BenchmarkLargeBefore(cinstr_bench *b)
{
    struct large s = {{1, 2, 3, 4, 5, 6, 7, 8}};
    for (int64_t i = 0; i < b->N; i++) {
        double r = s.d[0] * s.d[1] + s.d[2] * s.d[3];
        (void)r;
    }
}

/* keeps: 2 x imul; elided */
void BenchmarkUnionBefore(cinstr_bench *b)
{
    union words s = {{1, 2, 3, 4, 5, 6, 7, 8}};
    for (int64_t i = 0; i < b->N; i++) {
        unsigned r = s.w[0] * s.w[1] + s.w[2] * s.w[3];
        (void)r;
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkPointerResult(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        next_of(table);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkBool(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        above(7);
}

/* keeps: 1 x imul; elided */
void BenchmarkChar(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        low(77);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkNested(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        for (int j = 0; j < 100; j++)
            scale(j);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkNestedSum(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int s = 0;
        for (int j = 0; j < 100; j++)
            s += scale(j);
    }
}

/* keeps: 1 x imul.*0xf4243|pmul; elided */
void BenchmarkSumOfTable(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        sum_of(table, 16);
}

/* keeps: 1 x imul.*0xf4243|pmul; elided */
void BenchmarkSumOfConstants(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        sum_of(constants, 4);
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkIf(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++) {
        if (x > counted) {
            int r = scale(x);
            (void)r;
        } else {
            int r = x * 1000007;
            (void)r;
        }
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkCondition(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        if (scale(x) > 7)
            continue;
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkSwitch(cinstr_bench *b)
{
    int x = 3, y = 5;
    for (int64_t i = 0; i < b->N; i++)
        switch (x) {
        case 1:
            scale(y);
            break;
        case 2: {
            int r = y * 1000007;
            (void)r;
            break;
        }
        default:
            break;
        }
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkContinue(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++) {
        int r = scale(x);
        if (r & 1)
            continue;
        int q = x * 1000007;
        (void)q;
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkStatementExpression(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        (void)__extension__({
            int r = scale(x);
            r + 1;
        });
}

/* keeps: 1 x call; elided */
void BenchmarkConstCall(cinstr_bench *b)
{
    int s = 0;
    for (int64_t i = 0; i < b->N; i++)
        s += const_function(7);
}

/* keeps: 1 x call; elided */
void BenchmarkPureCall(cinstr_bench *b)
{
    int s = 0;
    for (int64_t i = 0; i < b->N; i++)
        s += pure_function(constants, 4);
}

/* keeps: 1 x call; stays */
void BenchmarkOuterCall(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        outer_function(7);
}

/* keeps: 2 x call; elided */
void BenchmarkMallocFree(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        char *p = (char *)malloc(64);
        free(p);
    }
}

/* keeps: 2 x call, 1 x movb.*\$0x1,\(; elided */
void BenchmarkMallocStoreFree(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        char *p = (char *)malloc(64);
        *p = 1;
        free(p);
    }
}

/* keeps: 1 x mov.*,.*\(|rep stos|call; elided */
void BenchmarkMemsetLocal(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        char local[64];
        memset(local, 7, sizeof local);
    }
}

/* keeps: 1 x mov[au]ps.*,.*\(|rep movs|call; elided */
void BenchmarkMemcpyLocal(cinstr_bench *b)
{
    char from[64];
    memset(from, 3, sizeof from);
    for (int64_t i = 0; i < b->N; i++) {
        char local[64];
        memcpy(local, from, sizeof local);
    }
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkLoopCall(cinstr_bench *b)
{
    int x = 3;
    while (cinstr_bench_loop(b))
        scale(x);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkCountDown(cinstr_bench *b)
{
    int x = 3;
    for (int64_t n = b->N; n > 0; n--)
        scale(x);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkDoWhile(cinstr_bench *b)
{
    int x = 3;
    int64_t n = b->N, i = 0;
    do
        scale(x);
    while (++i < n);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkWhileDown(cinstr_bench *b)
{
    int x = 3, n = (int)b->N;
    while (n--)
        scale(x);
}

/* keeps: 1 x imul.*0xf4243; elided */
void sub_benchmark(cinstr_bench *b, void *argument)
{
    for (int64_t i = 0; i < b->N; i++)
        scale(*(int *)argument);
}

/* keeps: 1 x imul.*0xf4243; elided */
void parallel_body(cinstr_bench_share *share, void *argument)
{
    while (cinstr_bench_next(share))
        scale(*(int *)argument);
}

static int unread;

static inline void store_all(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        unread = scale((int)i); /* GCC finds after inlining that nobody reads it */
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkInlinedBody(cinstr_bench *b)
{
    store_all(b);
}

/* keeps: 1 x imul.*0xf4243; elided */
__attribute__((cinstr_bench)) void by_attribute(int n)
{
    for (int i = 0; i < n; i++)
        scale(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
void chosen_by_regex(int n)
{
    while (n-- > 0)
        scale(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
__attribute__((cinstr_bench)) void whole_body(int n)
{
    scale(n);
}
