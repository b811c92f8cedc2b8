/* SPDX-License-Identifier: MIT */
/* Conditions that GCC joins, and of which it makes two jumps again. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

ALONE int inside(const int *list, int i, int n)
{
    if (i < 0 || i >= n)
        return -1;
    return list[i] * 3;
}

ALONE int both(unsigned a, unsigned b, int *p)
{
    if (a > 10 && b < 7) {
        p[1]++;
        return p[0];
    }
    return (int)(a - b);
}

/* The condition's block is a loop of its own. */
ALONE int search(const int *list, int wanted)
{
    int i = 0;
    while (list[i] != wanted && list[i] < 1000)
        i++;
    return i;
}

ALONE long three(const long *a, long low, long high)
{
    long sum = 0;
    for (int i = 0; i < 64; i++) {
        if (a[i] >= low && a[i] <= high && a[i] != 17)
            sum += a[i] * 5;
        else if (a[i] == low - 1 || a[i] == high + 1)
            sum--;
    }
    return sum;
}

ALONE double floats(double x, double y)
{
    if (x < 1.0 || y > x)
        return x * y;
    return x - y;
}

/* One of the conditions is computed in a block before. */
ALONE int chosen_last(const int *a, int n, int x, int y)
{
    int sum = 0, chosen = x * 3 + y * 5 > 70;
    for (int i = 0; i < n; i++) {
        if (a[i] && chosen)
            sum += i * 3;
        else
            sum ^= a[i];
    }
    return sum;
}

ALONE int either(const int *a, int n, int x, int y)
{
    int sum = 0, chosen = x * 3 + y * 5 > 70;
    for (int i = 0; i < n; i++) {
        if (a[i] > 1 || chosen)
            sum += i * 3;
        else
            sum ^= a[i];
    }
    return sum;
}

ALONE int counted(int *a, int n, int x, int y)
{
    int chosen = x * 3 + y * 5 > 70;
    if (n & 1)
        a[1] += n;
    if (chosen & (a[2] > n)) {
        a[3]++;
        return 3;
    }
    return a[0] / 3;
}

struct item {
    struct item *next;
    int position, done;
};

ALONE void drop(struct item **last)
{
    (*last)->done++;
    *last = (*last)->next;
}

/* Two copies of a loop's condition, one of which GCC expects to go one way only. */
ALONE int unwind(struct item **last, struct item *from, int bottom)
{
    int steps = 0;
    while (from) {
        if (from->done > 3) {
            drop(&from);
            steps++;
        } else {
            from = from->next;
        }
    }
    while (*last && (*last)->position >= bottom)
        drop(last);
    return steps;
}

int main(void)
{
    int list[64], changing[4] = {0, 30, 30, 0};
    long longs[64], sum = 0;
    static struct item items[64];
    for (int i = 0; i < 64; i++) {
        list[i] = i * 37 % 64;
        longs[i] = i * 29 % 64;
        items[i] = (struct item){i ? &items[i - 1] : NULL, i, i % 5};
    }
    for (int i = 0; i < 3000; i++) {
        int pair[2] = {i, 1};
        struct item *last = &items[i % 40];
        sum += inside(list, i % 90 - 20, 50) + both(i % 23, i % 11, pair) + search(list, i % 61);
        sum += three(longs, i % 13, 20 + i % 31);
        sum += (long)floats(i % 7 / 2.0, i % 5 / 2.0);
        sum += chosen_last(list, i % 60, i % 11, i % 13) + either(list, i % 60, i % 11, i % 13);
        sum += counted(changing, i % 60, i % 11, i % 13);
        sum += unwind(&last, i % 3 ? &items[i % 50] : NULL, i % 45);
    }
    printf("%ld\n", sum);
    return 0;
}
