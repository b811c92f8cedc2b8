/* SPDX-License-Identifier: MIT */
/* sound.c - benchmarks that lose nothing, so that guard=on must not change a byte; C and C++. */
#include <cinstr/bench.h>
#include <ctype.h>
#ifdef __x86_64__
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
void outside(int x);
int outside_number(int x);
void outside_pointer(void *p);
void *outside_memory(void *p);
struct wide {
    long a[9];
};
struct wide outside_wide(int x);
extern int table[512], other[512];
extern double reals[512];
extern char text[4096], copy[4096];
extern volatile int device;
extern struct link {
    struct link *next;
    int value;
} * head;
#ifdef __cplusplus
}
#endif

static __thread int mine;
static int shared;

static int mix(int x)
{
    for (int k = 0; k < 6; k++)
        x = (x ^ (x >> 5)) * 0x5bd1e995 + k;
    return x;
}

static __attribute__((noinline)) int apart(int x)
{
    int sum = 0;
    for (int k = 0; k < 40; k++)
        sum += (x * k) ^ k;
    return sum;
}

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

#define LOOP    for (int64_t i = 0; i < b->N; i++)
#define KEEP(x) __asm__ volatile("" : "+r"(x) : : "memory")

void BenchmarkVectorStores(cinstr_bench *b)
{
    LOOP
    {
        for (int k = 0; k < 512; k++)
            table[k] += k;
        outside_pointer(table);
    }
}

void BenchmarkVectorSum(cinstr_bench *b)
{
    int sum = 0;
    LOOP
    {
        table[i & 511] = (int)i;
        for (int k = 0; k < 512; k++)
            sum += table[k];
    }
    device = sum;
}

void BenchmarkScaleAndAdd(cinstr_bench *b)
{
    LOOP
    {
        for (int k = 0; k < 512; k++)
            reals[k] = reals[k] * 1.5 + 2.5;
        __asm__ volatile("" : : : "memory");
    }
}

void BenchmarkReadOnlySum(cinstr_bench *b)
{
    LOOP
    {
        int sum = 0;
        for (int k = 0; k < 512; k++)
            sum += table[k] ^ other[k];
        device = sum;
    }
}

void BenchmarkChain(cinstr_bench *b)
{
    int x = 1;
    LOOP x = mix(x);
    device = x;
}

void BenchmarkVolatile(cinstr_bench *b)
{
    LOOP device = mix((int)i);
}

void BenchmarkVolatileRead(cinstr_bench *b)
{
    int sum = 0;
    LOOP sum ^= device * 3;
    device = sum;
}

void BenchmarkAsmSink(cinstr_bench *b)
{
    LOOP
    {
        int x = apart((int)i);
        KEEP(x);
    }
}

void BenchmarkAtomicAdd(cinstr_bench *b)
{
    LOOP __atomic_fetch_add(&shared, 1, __ATOMIC_RELAXED);
}

void BenchmarkAtomicLoad(cinstr_bench *b)
{
    LOOP(void) __atomic_load_n(&shared, __ATOMIC_ACQUIRE);
}

void BenchmarkCompareAndSwap(cinstr_bench *b)
{
    LOOP
    {
        int old = __atomic_load_n(&shared, __ATOMIC_RELAXED);
        while (!__atomic_compare_exchange_n(&shared, &old, old * 3 + 1, 0, __ATOMIC_SEQ_CST,
                                            __ATOMIC_RELAXED))
            ;
    }
}

void BenchmarkListWalk(cinstr_bench *b)
{
    int sum = 0;
    LOOP for (struct link *at = head; at; at = at->next) sum += at->value ^ sum;
    device = sum;
}

void BenchmarkCopyOut(cinstr_bench *b)
{
    LOOP
    {
        memcpy(copy, text, 1000);
        outside_pointer(copy);
    }
}

void BenchmarkFillOut(cinstr_bench *b)
{
    LOOP
    {
        memset(copy, (int)i, 777);
        outside_pointer(copy);
    }
}

void BenchmarkMallocEscapes(cinstr_bench *b)
{
    LOOP free(outside_memory(malloc(64)));
}

void BenchmarkReallocEscapes(cinstr_bench *b)
{
    void *p = NULL;
    LOOP p = outside_memory(realloc(p, 64 + (i & 63)));
    free(p);
}

void BenchmarkQsort(cinstr_bench *b)
{
    LOOP qsort(table, 16, sizeof *table, by_value);
}

void BenchmarkBsearch(cinstr_bench *b)
{
    LOOP
    {
        int key = (int)i;
        outside_pointer(bsearch(&key, table, 512, sizeof *table, by_value));
    }
}

void BenchmarkFormat(cinstr_bench *b)
{
    char line[64];
    LOOP
    {
        snprintf(line, sizeof line, "%d of %s", (int)i, "many");
        outside_pointer(line);
    }
}

void BenchmarkLiteral(cinstr_bench *b)
{
    LOOP
    {
        char line[32];
        strcpy(line, "a literal of some length");
        line[i & 7] = 'x';
        outside_pointer(line);
    }
}

void BenchmarkGoto(cinstr_bench *b)
{
    int64_t i = 0, n = b->N;
again:
    if (i < n) {
        outside(mix((int)i));
        i++;
        goto again;
    }
}

void BenchmarkDoWhile(cinstr_bench *b)
{
    int64_t i = 0;
    int x = 3;
    do {
        x = outside_number(x);
    } while (++i < b->N);
}

void BenchmarkDown(cinstr_bench *b)
{
    for (int64_t n = b->N; n > 0; --n)
        outside((int)n * 7);
}

void BenchmarkLargeResult(cinstr_bench *b)
{
    LOOP
    {
        struct wide w = outside_wide((int)i);
        outside((int)w.a[3]);
    }
}

void BenchmarkThreadLocal(cinstr_bench *b)
{
    LOOP mine += outside_number(mine);
}

void BenchmarkDivide(cinstr_bench *b)
{
    long x = 1234567;
    for (int64_t i = 1; i <= b->N; i++)
        x = x / (i | 1) + 12345678;
    device = (int)x;
}

void BenchmarkRoot(cinstr_bench *b)
{
    double x = 1;
    LOOP x = sqrt(x) + 1.5;
    reals[0] = x;
    outside((int)x);
}

void BenchmarkIntrinsics(cinstr_bench *b)
{
#ifdef __x86_64__
    __m128i v = _mm_set1_epi32(3);
    LOOP v = _mm_add_epi32(_mm_mullo_epi16(v, v), _mm_set1_epi32((int)i));
    device = _mm_cvtsi128_si32(v);
#else
    int32x4_t v = vdupq_n_s32(3);
    LOOP v = vaddq_s32(vmulq_s32(v, v), vdupq_n_s32((int)i));
    device = vgetq_lane_s32(v, 0);
#endif
}

void BenchmarkHash(cinstr_bench *b)
{
    unsigned h = 0;
    LOOP
    {
        h = 2166136261u ^ h;
        for (int k = 0; k < 64; k++)
            h = (h ^ (unsigned char)text[k]) * 16777619u;
    }
    device = (int)h;
}

void BenchmarkLoopCall(cinstr_bench *b)
{
    int x = 1;
    while (cinstr_bench_loop(b))
        outside(x = mix(x));
}

void BenchmarkTwoAtOnce(cinstr_bench *b)
{
    int x = 1;
    for (int64_t i = 0; i < b->N; i += 2) {
        x = mix(x);
        x = mix(x);
    }
    device = x;
}

void BenchmarkSwitch(cinstr_bench *b)
{
    int sum = 0;
    LOOP switch (text[i & 63] & 3)
    {
    case 0:
        sum += 5;
        break;
    case 1:
        sum ^= 9;
        break;
    case 2:
        sum *= 3;
        break;
    default:
        sum--;
    }
    device = sum;
}

void BenchmarkLength(cinstr_bench *b)
{
    LOOP
    {
        text[i & 7] = 'a';
        device = (int)strlen(text);
    }
}

void BenchmarkCompare(cinstr_bench *b)
{
    int sum = 0;
    LOOP
    {
        text[i & 7] = (char)i;
        sum += memcmp(text, copy, 256) + strcmp(text, "abcdefgh");
    }
    device = sum;
}

void BenchmarkFind(cinstr_bench *b)
{
    LOOP
    {
        text[i & 31] = (char)i;
        outside_pointer(strchr(text, 'x'));
        outside_pointer(memchr(text, 3, sizeof text));
    }
}

void BenchmarkCase(cinstr_bench *b)
{
    LOOP text[i & 511] = (char)toupper(text[(i + 1) & 511]);
}

void BenchmarkMatrix(cinstr_bench *b)
{
    LOOP
    {
        for (int r = 0; r < 16; r++)
            for (int c = 0; c < 16; c++) {
                double sum = 0;
                for (int k = 0; k < 16; k++)
                    sum += reals[r * 16 + k] * reals[k * 16 + c];
                reals[256 + r * 16 + c] = sum;
            }
        outside_pointer(reals);
    }
}

void BenchmarkSetUpTable(cinstr_bench *b)
{
    int *squares = (int *)malloc(256 * sizeof *squares);
    if (!squares)
        return;
    for (int k = 0; k < 256; k++)
        squares[k] = k * k;
    cinstr_bench_reset_timer(b);
    int sum = 0;
    LOOP sum += squares[(sum + i) & 255];
    device = sum;
    free(squares);
}

void BenchmarkCommaStep(cinstr_bench *b)
{
    int64_t i;
    int x;
    for (i = 0, x = 1; i < b->N; i++, x = mix(x))
        outside(x);
}

void BenchmarkEarlyOut(cinstr_bench *b)
{
    LOOP
    {
        if (outside_number((int)i) < 0)
            break;
        if (i & 1)
            continue;
        outside(apart((int)i));
    }
}

void BenchmarkStatementExpression(cinstr_bench *b)
{
    LOOP outside(__extension__({
        int x = mix((int)i);
        x > 100 ? x : -x;
    }));
}

void BenchmarkFunctionPointer(cinstr_bench *b)
{
    int (*volatile chosen)(int) = apart;
    LOOP device = chosen((int)i);
}

void BenchmarkBits(cinstr_bench *b)
{
    static struct {
        unsigned a : 5, c : 11;
    } bits;
    LOOP
    {
        bits.a += 3;
        bits.c ^= (unsigned)i;
        outside_pointer(&bits);
    }
}
