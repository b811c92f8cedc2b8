/* SPDX-License-Identifier: MIT */
/*
 * kept.c - benchmarks that do all their work, compiled as C and as C++: no warning is right. In the
 * loop of each a multiplication, a call or a memory access is left, as the comment tells the judge.
 */
#include <cinstr/bench.h>
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
void outside(int x);
void outside_pointer(void *p);
int outside_number(void);
#ifdef __cplusplus
}
#endif

#define KEEP(x)        __asm__ volatile("" : : "r"(x) : "memory")
#define KEEP_DOUBLE(x) __asm__ volatile("" : : "x"(x))

volatile int device;
int number;
double real;
double vector[256], other[256];
char text[256], copy[256];
struct pair {
    long first, second;
} pair;
struct flags {
    unsigned low : 3, high : 5;
} flags;
struct node {
    struct node *next;
    int value;
} * list;
typedef int four __attribute__((vector_size(16)));
four lanes;

static int mix(int x)
{
    return (x ^ 0x5bd1) * 0x5bd1e995 + 77;
}

static int same(int x)
{
    return x;
}

static int length_of_table(void)
{
    return 256;
}

static struct pair make_pair(long x)
{
    struct pair made = {x, x * 77};
    return made;
}

static int collatz(unsigned n)
{
    int steps = 0;
    for (; n > 1; steps++)
        n = n & 1 ? 3 * n + 1 : n / 2;
    return steps;
}

void BenchmarkStatement(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++)
        outside((int)i);
}

void BenchmarkCast(cinstr_bench *b) /* work: outside_number */
{
    for (int64_t i = 0; i < b->N; i++)
        (void)outside_number();
}

void BenchmarkInline(cinstr_bench *b) /* work: imul */
{
    int sum = 0;
    while (cinstr_bench_loop(b))
        sum += mix(sum);
    number = sum;
}

void BenchmarkIdentity(cinstr_bench *b) /* work: outside */
{
    while (cinstr_bench_loop(b))
        outside(same(length_of_table()) + mix(same(number)));
}

void BenchmarkCompound(cinstr_bench *b) /* work: imul */
{
    unsigned x = 1;
    for (int64_t i = 0; i < b->N; i++) {
        x *= 77;
        x ^= x >> 5;
        x += 3;
    }
    number = (int)x;
}

void BenchmarkPointerStore(cinstr_bench *b) /* work: imul */
{
    int *p = (int *)vector;
    for (int64_t i = 0; i < b->N; i++)
        p[i & 255] = mix((int)i);
}

void BenchmarkStruct(cinstr_bench *b) /* work: imul */
{
    for (int64_t i = 0; i < b->N; i++) {
        struct pair made = make_pair(i);
        pair.first ^= made.first;
        pair.second ^= made.second * made.second;
    }
}

void BenchmarkVector(cinstr_bench *b) /* work: xmm */
{
    four sum = lanes;
    for (int64_t i = 0; i < b->N; i++)
        sum = sum * sum + lanes;
    lanes = sum;
}

void BenchmarkLongDouble(cinstr_bench *b) /* work: fmul */
{
    long double x = 1.1L;
    for (int64_t i = 0; i < b->N; i++)
        x *= 1.0000001L;
    real = (double)x;
}

void BenchmarkBitField(cinstr_bench *b) /* work: shl */
{
    for (int64_t i = 0; i < b->N; i++) {
        flags.low += (unsigned)i;
        flags.high ^= flags.low;
        KEEP(&flags);
    }
}

void BenchmarkNest(cinstr_bench *b) /* work: mulsd|mulpd */
{
    for (int64_t i = 0; i < b->N; i++) {
        for (int k = 0; k < 256; k++)
            vector[k] = vector[k] * 1.5 + other[k];
    }
}

void BenchmarkUnrolled(cinstr_bench *b) /* work: mulsd|mulpd */
{
    double sum = 0;
    for (int64_t i = 0; i < b->N; i++)
        for (int k = 0; k < 4; k++)
            sum += vector[k] * sum;
    real = sum;
}

void BenchmarkIf(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++) {
        if (i % 3 == 0)
            outside(1);
        else
            number ^= mix((int)i);
    }
}

void BenchmarkSwitch(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++)
        switch (i & 7) {
        case 0:
            outside(5);
            break;
        case 1:
        case 2:
            number++;
            break;
        case 3:
            real *= 1.5;
            break;
        default:
            text[i & 7]++;
        }
}

void BenchmarkContinue(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++) {
        if (outside_number() == 3)
            continue;
        outside((int)i);
    }
}

void BenchmarkInnerLoop(cinstr_bench *b) /* work: shr */
{
    int steps = 0;
    for (int64_t i = 0; i < b->N; i++)
        steps += collatz((unsigned)i);
    number = steps;
}

void BenchmarkList(cinstr_bench *b) /* work: add|mov */
{
    for (int64_t i = 0; i < b->N; i++) {
        int sum = 0;
        for (struct node *node = list; node; node = node->next)
            sum += node->value;
        KEEP(sum);
    }
}

void BenchmarkMalloc(cinstr_bench *b) /* work: malloc */
{
    for (int64_t i = 0; i < b->N; i++) {
        void *p = malloc(64);
        KEEP(p);
        free(p);
    }
}

void BenchmarkCalloc(cinstr_bench *b) /* work: [mc]alloc */
{
    for (int64_t i = 0; i < b->N; i++) {
        char *p = (char *)malloc(640);
        memset(p, 0, 640);
        outside_pointer(p);
        free(p);
    }
}

void BenchmarkMemcpy(cinstr_bench *b) /* work: xmm|movs|memcpy|mov */
{
    for (int64_t i = 0; i < b->N; i++) {
        memcpy(copy, text, sizeof copy);
        KEEP(copy);
    }
}

void BenchmarkMemcpyToLocal(cinstr_bench *b) /* work: outside_pointer */
{
    for (int64_t i = 0; i < b->N; i++) {
        char local[16];
        memcpy(local, text, sizeof local);
        outside_pointer(local);
    }
}

void BenchmarkStrings(cinstr_bench *b) /* work: strcmp */
{
    int found = 0;
    for (int64_t i = 0; i < b->N; i++) {
        text[3] = (char)i;
        found += strcmp(text, copy) == 0;
        found += (int)strlen(text);
    }
    number = found;
}

void BenchmarkMath(cinstr_bench *b) /* work: sqrt */
{
    for (int64_t i = 0; i < b->N; i++)
        real += sqrt((double)i) + pow(real, 3.0) + fabs(real) + abs((int)i) - sqrt(-1.0);
}

void BenchmarkSnprintf(cinstr_bench *b) /* work: snprintf */
{
    char line[80];
    for (int64_t i = 0; i < b->N; i++)
        snprintf(line, sizeof line, "%d: %s", (int)i, "constant");
}

void BenchmarkPrintf(cinstr_bench *b) /* work: putc */
{
    for (int64_t i = 0; i < b->N; i++) {
        printf("\n");
        printf("%c", '\n');
    }
}

void BenchmarkVolatile(cinstr_bench *b) /* work: mov *%eax,.*(\(|device) */
{
    for (int64_t i = 0; i < b->N; i++)
        device = (int)i;
}

void BenchmarkConstants(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++) {
        int width = 3 * 4, height = width + 5;
        static const double half = 0.5;
        outside(width * height + (int)(half * 8) + (int)sizeof(sqrt(2.0)));
    }
}

void BenchmarkStatementExpression(cinstr_bench *b) /* work: imul */
{
    for (int64_t i = 0; i < b->N; i++)
        number ^= ({
            int x = mix((int)i);
            x > 100 ? x : -x;
        });
}

void BenchmarkCommaAndTernary(cinstr_bench *b) /* work: imul */
{
    for (int64_t i = 0, k = 1; i < b->N; i++, k += 3)
        number = number > 5 ? (number ^= 3, mix((int)k)) : mix(number);
}

void BenchmarkSetUp(cinstr_bench *b) /* work: start_timer */
{
    int *table = (int *)malloc(256 * sizeof *table);
    if (!table)
        return;
    for (int k = 0; k < 256; k++)
        table[k] = k * k;
    double root = sqrt(2.0);
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++) {
        cinstr_bench_stop_timer(b);
        table[i & 255] = (int)root;
        cinstr_bench_start_timer(b);
        number ^= mix(table[i & 255]);
    }
    cinstr_bench_set_bytes(b, (int64_t)strlen("abc"));
    free(table);
}

void BenchmarkGoto(cinstr_bench *b) /* work: outside */
{
    int64_t n = b->N;
again:
    outside((int)n);
    if (--n > 0)
        goto again;
}

#define REPEAT(b)   for (int64_t i_ = 0; i_ < (b)->N; i_++)
#define TWICE(call) (call, call)

void BenchmarkMacros(cinstr_bench *b) /* work: outside */
{
    REPEAT(b)
    {
        TWICE(outside(3));
        TWICE(number ^= mix(number));
    }
}

void BenchmarkConditionalText(cinstr_bench *b) /* work: outside */
{
    for (int64_t i = 0; i < b->N; i++) {
#if 0
        real = pow(1.2, 3.8);
#endif
        outside((int)"pow(1.2, 3.8)"[i & 3]); // pow(1.2, 3.8) /* pow(1.2, 3.8)
        /* strlen("abc") */
    }
}

#ifndef __cplusplus
void BenchmarkComplex(cinstr_bench *b) /* work: mulsd|mulpd */
{
    double complex z = 0;
    for (int64_t i = 0; i < b->N; i++)
        z = z * z + (0.1 + 0.2i);
    real = creal(z) + cimag(z);
}
#endif

static void parallel_body(cinstr_bench_share *share, void *arg)
{
    int *sum = (int *)arg;
    while (cinstr_bench_next(share))
        *sum += mix(*sum);
}

void BenchmarkParallel(cinstr_bench *b)
{
    int sum = 0;
    cinstr_bench_parallel(b, parallel_body, &sum);
    number = sum;
}
