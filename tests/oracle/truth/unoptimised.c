/* SPDX-License-Identifier: MIT */
/* Control flow that makes GCC emit nops without optimisation. */
#include <stdio.h>

static int digits(const char *text)
{
    int value = 0;
    while (*text >= '0' && *text <= '9')
        value = value * 10 + *text++ - '0';
    return value;
}

static int loop(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        if (i % 3 == 0)
            continue;
        sum += i;
        if (sum > 100000)
            break;
    }
    return sum;
}

static int width(unsigned value)
{
    for (int n = 1;; n += 3) {
        if (value < 10)
            return n;
        if (value < 100)
            return n + 1;
        if (value < 1000)
            return n + 2;
        value /= 1000;
    }
}

static int either(int a, int b)
{
    return a && b ? a : a || b ? b : -1;
}

static int fibonacci(int n)
{
    if (n < 2)
        return n;
    return fibonacci(n - 1) + fibonacci(n - 2);
}

static float squares(const float *f, int n)
{
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += f[i] * f[i];
    return sum;
}

static int jump(int n)
{
again:
    if (n > 100) {
        n -= 100;
        goto again;
    }
    switch (n % 5) {
    case 0:
        return 1;
    case 1:
        n++; /* fall through */
    case 2:
        n += 2;
        break;
    default:
        goto out;
    }
    n *= 2;
out:
    return n;
}

static void add_one(int *to)
{
    *to += 1;
}

/* The jump after a call runs as often as the call returns, not as what it goes to. */
static int called_or_not(int k)
{
    int sum = 0;
    if (k < 3)
        add_one(&sum);
    else
        sum = 5;
    return k > 6 ? sum : jump(k);
}

/* What follows one of the calls is nothing but the return. */
static int *same(int *p)
{
    return p;
}

static int *passed_on(int *p)
{
    int *q = same(p);
    return q;
}

/* A return on whose way only a variable ends, beside a call that never returns. */
static void skip_number(const char **text)
{
    int end = 0;
    const char *at = *text;
    for (;;) {
        if (*at == ')')
            break;
        else if (*at <= 0)
            goto bad;
        at++;
    }
    add_one(&end);
    *text = at + end;
    return;
bad:
    add_one(NULL);
    __builtin_unreachable();
}

/* A return that GCC takes for unlikely, and no other. */
static void left_early(int *p)
{
    if (*p >= 0) {
        add_one(p);
        return;
    }
    add_one(NULL);
    __builtin_unreachable();
}

static int between(int x)
{
    return x & 3;
}

/* Loops that begin with a loop: GCC leads the way back straight to the inner condition. */
static int without_end(int n)
{
    int i = 0, sum = 0;
    while (1) {
        while (between(i))
            i++;
        sum += i;
        if (sum > n)
            return sum;
        i++;
    }
}

static int until_break(int n)
{
    int i = 0, sum = 0;
    for (;;) {
        for (; i & 3;)
            i++;
        sum += i;
        if (sum > n)
            break;
        i++;
    }
    return sum;
}

static int by_goto(int n)
{
    int i = 0, sum = 0;
again:
    while (i & 3)
        i++;
    sum += i;
    if (sum > n)
        return sum;
    i++;
    goto again;
}

static int at_the_end(int n)
{
    int i = 0, sum = 0;
    do {
        while (i & 3)
            i++;
        sum += i++;
    } while (sum <= n);
    return sum;
}

int main(void)
{
    const char *text = "1234)";
    int number = 3;
    for (int i = 0; i < 50; i++)
        left_early(passed_on(&number));
    skip_number(&text);
    static float f[100];
    long sum = fibonacci(12);
    for (int i = 0; i < 800; i++)
        sum += width((unsigned)i * 977) + either(i & 1, i & 2) + jump(i) + called_or_not(i % 10);
    for (int i = 0; i < 30; i++)
        sum += without_end(20 * i) + until_break(20 * i) + by_goto(20 * i) + at_the_end(20 * i);
    sum += digits("12345678") + loop(2000) + (int)squares(f, 100);
    printf("%ld %d %s\n", sum, number, text);
    return 0;
}
