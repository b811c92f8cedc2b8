/* SPDX-License-Identifier: MIT */
/* Frames of every shape: locals over setjmp, computed goto, alloca, VLAs, noreturn, nested. */
#include "e2e.h"

#include <alloca.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

static jmp_buf out;
static volatile long sum;

PROBED void leaf(long x)
{
    sum += x;
}

PROBED void jump(int code)
{
    leaf(code);
    longjmp(out, code);
}

PROBED long locals_over_setjmp(long n)
{
    volatile long kept = n * 2;
    long constant = n * 3;
    char text[16] = "unchanged";
    for (volatile int i = 0; i < 3; i++) {
        int code = setjmp(out);
        if (code == 0)
            jump(i + 1);
        kept += code;
        leaf(kept);
    }
    return kept + constant + (long)strlen(text);
}

/* A threaded interpreter. */
PROBED long interpret(const char *program)
{
    static const void *const labels[] = {&&stop, &&add, &&call, &&twice};
    long value = 1;
    goto *labels[(int)*program++];
add:
    value += 3;
    goto *labels[(int)*program++];
call:
    leaf(value);
    goto *labels[(int)*program++];
twice:
    value *= 2;
    goto *labels[(int)*program++];
stop:
    return value;
}

PROBED long dynamic(int n)
{
    long numbers[n];
    char *bytes = alloca((size_t)n);
    memset(bytes, 1, (size_t)n);
    for (int i = 0; i < n; i++) {
        numbers[i] = bytes[i] + i;
        leaf(numbers[i]);
    }
    for (int i = 0; i < n; i++) {
        char *more = alloca(16);
        more[0] = (char)i;
        leaf(more[0]);
    }
    return numbers[n - 1];
}

__attribute__((aligned(64))) static char aligned_text[64];

PROBED long overaligned(long n)
{
    __attribute__((aligned(64))) char local[64];
    memcpy(local, aligned_text, sizeof local);
    leaf((long)((unsigned long)local % 64));
    return local[n % 64];
}

__attribute__((noreturn)) PROBED void never(int n)
{
    leaf(n);
    longjmp(out, 9);
}

PROBED long calls_never(int n)
{
    if (setjmp(out))
        return n;
    never(n);
}

__attribute__((const)) PROBED long constant(long x)
{
    return x * 7;
}

__attribute__((pure)) PROBED long depends(const long *x)
{
    return *x + constant(*x);
}

PROBED long uses_pure(long n)
{
    long total = 0;
    for (long i = 0; i < n; i++)
        total += depends(&i) + constant(i + total);
    leaf(total);
    return total;
}

PROBED long nested(long n)
{
    long inner_calls = 0;
    __attribute__((noipa)) void inner(long x)
    {
        inner_calls++;
        leaf(x);
    }
    void (*volatile pointer)(long) = inner;
    for (long i = 0; i < n; i++)
        pointer(i);
    return inner_calls;
}

/* Leaves the nested function and its caller by a goto into the outer one. */
PROBED long non_local(long n)
{
    __label__ done;
    __attribute__((noipa)) void inner_goto(long x)
    {
        leaf(x);
        goto done;
    }
    void (*volatile pointer)(long) = inner_goto;
    pointer(n);
    n = -1;
done:
    leaf(n);
    return n;
}

PROBED void empty(void)
{
}

PROBED double with_asm(double x)
{
    double y;
#ifdef __x86_64__
    __asm__ volatile("sqrtsd %1, %0" : "=x"(y) : "x"(x) : "memory");
#else
    __asm__ volatile("fsqrt %d0, %d1" : "=w"(y) : "w"(x) : "memory");
#endif
    empty();
    return y + sqrt(x);
}

/* A big frame below the red zone, and a leaf that keeps its locals in it. */
PROBED long red_zone(long a, long b, long c)
{
    volatile long t[12] = {a, b, c};
    return t[0] + t[1] * t[2] + t[11];
}

int main(void)
{
    static const char program[] = {1, 2, 3, 2, 3, 1, 2, 0};
    long results = 0;
    for (int i = 1; i <= 100; i++) {
        results += locals_over_setjmp(i) + interpret(program) + dynamic(i) + overaligned(i);
        results += calls_never(i) + uses_pure(10) + nested(5) + non_local(i);
        results += (long)with_asm(i) + red_zone(i, 2, 3);
    }
    printf("%ld %ld\n", results, sum);
    expect_edge("main", "locals_over_setjmp", 100);
    expect_edge("locals_over_setjmp", "jump", 300);
    expect_edge("jump", "leaf", 300);
    expect_edge("locals_over_setjmp", "leaf", 300);
    expect_edge("interpret", "leaf", 300);
    expect_edge("dynamic", "leaf", 2 * 5050);
    expect_edge("overaligned", "leaf", 100);
    expect_edge("calls_never", "never", 100);
    expect_edge("never", "leaf", 100);
    expect_edge("uses_pure", "depends", 1000);
    expect_edge("uses_pure", "constant", 1000);
    expect_edge("depends", "constant", 1000);
    expect_named("inner_goto", 100);
    expect_edge("nested", "leaf", 0);
    expect_named("inner", 600);
    expect_edge("non_local", "leaf", 100);
    expect_edge("main", "non_local", 100);
    expect_edge("main", "with_asm", 100);
    expect_edge("with_asm", "empty", 100);
    expect_edge("main", "red_zone", 100);
    return 0;
}
