/* SPDX-License-Identifier: MIT */
/* One statement on each line, and all kinds of them: what gcov counts here, cinstr must know. */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf back;

static int loops(int n)
{
    int sum = 0;
    int i = 0;
    while (i < n) {
        i++;
        if (i % 7 == 0)
            continue;
        if (i > 90)
            break;
        sum += i;
    }
    do {
        sum -= 3;
        i--;
    } while (i > 0);
    for (i = 0; i < n; i++)
        sum ^= i;
    return sum;
}

static int choices(int x)
{
    switch (x % 6) {
    case 0:
        return 1;
    case 1:
        x += 2;
        break;
    case 2:
        x *= 3;
        /* fall through */
    case 3:
        x -= 1;
        break;
    default:
        x = -x;
    }
    return x;
}

static int computed(int x)
{
    static void *const places[] = {&&even, &&odd};
    goto *places[x & 1];
even:
    x += 4;
    return x;
odd:
    x += 5;
    return x;
}

static int recursive(int n)
{
    if (n < 2)
        return n;
    int left = recursive(n - 1);
    int right = recursive(n - 2);
    return left + right;
}

static void thrower(int n)
{
    if (n == 0)
        longjmp(back, 1);
    thrower(n - 1);
}

static int catcher(int n)
{
    volatile int caught = 0;
    if (setjmp(back) == 0)
        thrower(n);
    else
        caught = 1;
    return caught;
}

int main(void)
{
    int sum = 0;
    int i = 0;
    while (i < 120) {
        sum += loops(i);
        sum += choices(i);
        sum += computed(i);
        i++;
    }
    sum += recursive(17);
    i = 0;
    while (i < 10) {
        sum += catcher(i);
        i++;
    }
    printf("%d\n", sum);
    return 0;
}
