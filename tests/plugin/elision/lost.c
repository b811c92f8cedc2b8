/* SPDX-License-Identifier: MIT */
/*
 * lost.c - benchmarks that lose work, compiled as C and as C++. A comment
 *
 *     lost: REASON in CONFIGURATIONS, REASON in CONFIGURATIONS; was: REGEX
 *
 * tells that the line's work is lost in the configurations that the words match (C1 is C with -O1,
 * P3 is C++ with -O3, CL and PL are -O2 with LTO, ?1-1[2-6] is -O1 with GCC 12 to 16), and how it
 * looks in the disassembly of a loop where it is there. In other configurations it is there.
 */
/* A comment stays on its line: */
/* clang-format off */
#include <cinstr/bench.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#define NOTHROW noexcept
#else
#define NOTHROW
#endif
__attribute__((const)) int outside_const(int x) NOTHROW;
__attribute__((pure)) int outside_pure(const char *text) NOTHROW;
void outside(int x);
#ifdef __cplusplus
}
#endif

int number;
double real;
const char *word;

static int mix(int x)
{
    return (x ^ 0x5bd1) * 0x5bd1e995 + 77;
}

__attribute__((noinline)) static int mix_apart(int x)
{
    return (x ^ 0x5bd1) * 0x5bd1e995 + 77;
}

#define EIGHT 8.0

/* From C++17 on a lambda is constexpr where it can be. */
#ifdef __cplusplus
#define LAMBDA(name) auto name = [](int x) { return (x ^ 0x5bd1) * 3 + 77; }
#else
#define LAMBDA(name) int (*name)(int) = mix
#endif

/* ---- front-end-folded ---- */

void BenchmarkPow(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        real = pow(1.2, 3.8); /* lost: front-end-folded in *; was: pow */
}

void BenchmarkSqrt(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        real += sqrt(2.0); /* lost: front-end-folded in *; was: sqrt */
        outside((int)real);
    }
}

void BenchmarkSqrtOfMacro(cinstr_bench *b)
{
    while (cinstr_bench_loop(b)) {
        // sqrt(3.0) in a comment, and "sqrt(3.0)" in a string:
        outside(sizeof("sqrt(3.0)"));
        real += sqrt(EIGHT); /* lost: front-end-folded in *; was: sqrt */
    }
}

void BenchmarkStrlen(cinstr_bench *b)
{
    int64_t i = 0;
    while (i++ < b->N)
        outside(strlen("abc")); /* lost: front-end-folded in *; was: strlen */
}

void BenchmarkAbs(cinstr_bench *b)
{
    int64_t n = b->N;
    do {
        outside(abs(-3)); /* lost: front-end-folded in *; was: neg|cltd */
    } while (--n > 0);
}

void BenchmarkLambda(cinstr_bench *b)
{
    LAMBDA(mix_here);
    for (int64_t i = 0; i < b->N; i++)
        mix_here(7); /* lost: front-end-folded in P*, body-empty in C1, loop-removed in C2 C3 CL; was: imul|xor|lea */
}

/* ---- loop-removed ---- */

void BenchmarkUnusedCall(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        mix((int)i); /* lost: body-empty in ?1, loop-removed in ?2 ?3 ?L; was: imul|mulsd|addsd|mix_apart|sar */
}

void BenchmarkUnusedVariable(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int x = mix_apart((int)i); /* lost: body-empty in ?1, loop-removed in ?2 ?3 ?L; was: imul|mulsd|addsd|mix_apart|sar */
        x ^= x >> 3; /* lost: body-empty in ?1, loop-removed in ?2 ?3 ?L; was: imul|mulsd|addsd|mix_apart|sar */
        (void)x;
    }
}

void BenchmarkUnusedNest(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        for (int k = 0; k < 10; k++) {
            double x = 1.5 * k; /* lost: body-empty in ?1, loop-removed in ?2 ?3 ?L; was: mulsd|addsd|movapd */
            (void)x;
        }
}

/* ---- body-empty ---- */

void BenchmarkOnlyCounts(cinstr_bench *b)
{
    int k = 0;
    while (cinstr_bench_loop(b))
        mix(k++); /* lost: body-empty in *; was: imul */
}

void BenchmarkOnlyCountsInVariable(cinstr_bench *b)
{
    int k = number;
    while (cinstr_bench_loop(b)) {
        k = k * 77 + 5; /* lost: body-empty in *; was: imul */
    }
}

/* ---- call-hoisted ---- */

void BenchmarkConst(cinstr_bench *b)
{
    int sum = 0;
    for (int64_t i = 0; i < b->N; i++)
        sum += outside_const(7); /* lost: call-hoisted in *; was: outside_const */
    number = sum;
}

void BenchmarkPure(cinstr_bench *b)
{
    int sum = 0;
    for (int64_t i = 0; i < b->N; i++) {
        sum += outside_pure(word) * (int)i; /* lost: call-hoisted in *; was: outside_pure */
    }
    number = sum;
}

void BenchmarkInvariant(cinstr_bench *b)
{
    int k = number;
    for (int64_t i = 0; i < b->N; i++)
        outside(mix_apart(k)); /* lost: call-hoisted in *; was: mix_apart|imul */
}

/* ---- call-folded ---- */

void BenchmarkFoldedCall(cinstr_bench *b)
{
    int sum = number;
    while (cinstr_bench_loop(b))
        sum ^= mix(9); /* lost: call-folded in *; was: imul */
    number = sum;
}

void BenchmarkFoldedLength(cinstr_bench *b)
{
    const char *text = "constant";
    for (int64_t i = 0; i < b->N; i++)
        outside(strlen(text)); /* lost: call-folded in *; was: strlen */
}

/* ---- alloc-elided ---- */

void BenchmarkMalloc(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        void *p = malloc(64); /* lost: alloc-elided in *; was: malloc */
        free(p);
    }
}

void BenchmarkMallocBesideWork(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int *p = (int *)malloc(sizeof *p); /* lost: alloc-elided in *; was: malloc */
        *p = (int)i;
        outside((int)i);
        free(p);
    }
}

/* ---- store-elided ---- */

void BenchmarkSinkVariable(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        number = (int)i * 3; /* lost: store-elided in ?1-1[2-6] ?2 ?3 ?L; was: lea */
}

void BenchmarkCopyToLocal(cinstr_bench *b)
{
    char buffer[64];
    for (int64_t i = 0; i < b->N; i++)
        memcpy(buffer, word, sizeof buffer); /* lost: store-elided in *; was: xmm|movs|\(%rsp|memcpy */
}

void BenchmarkFillLocal(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        char buffer[64];
        memset(buffer, (int)i, sizeof buffer); /* lost: store-elided in *; was: xmm|stos|memset|mul |\(%rsp\) */
        outside(3);
    }
}

void BenchmarkStoreToLocal(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int squares[4];
        squares[i & 3] = (int)(i * i); /* lost: store-elided in *; was: imul */
        outside(3);
    }
}

/* ---- result-unused ---- */

void BenchmarkUnusedBesideWork(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        mix((int)i); /* lost: result-unused in *; was: imul */
        outside(3);
    }
}

void BenchmarkUnusedConst(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        (void)outside_const((int)i); /* lost: result-unused in *; was: outside_const */
        outside(3);
    }
}

void BenchmarkUnusedArithmetic(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int x = (int)i * 0x5bd1e995; /* lost: result-unused in *; was: imul */
        if (number)
            outside(3);
        (void)x;
    }
}

/* ---- closed-form ---- */

void BenchmarkSum(cinstr_bench *b)
{
    long sum = 0;
    for (int64_t i = 0; i < b->N; i++)
        sum += i; /* lost: closed-form in none; was: add */
    number = (int)sum;
}

void BenchmarkSumOfConstant(cinstr_bench *b)
{
    unsigned sum = number;
    for (int64_t i = 0; i < b->N; i++) {
        sum += 3; /* lost: closed-form in *; was: \$0x3, */
    }
    number = (int)sum;
}
