/* SPDX-License-Identifier: MIT */
/* Loops that GCC merges with the equal code before them. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

/* Steps through a table and over its end, as the tables of entropy coders are filled. */
ALONE void spread(unsigned char *table, const short *shares, unsigned count, unsigned size,
                  unsigned high)
{
    unsigned mask = size - 1, step = (size >> 1) + (size >> 3) + 3, position = 0;
    for (unsigned symbol = 0; symbol < count; symbol++) {
        int share = shares[symbol];
        for (int i = 0; i < share; i++) {
            table[position] = (unsigned char)symbol;
            position = (position + step) & mask;
            while (position > high)
                position = (position + step) & mask;
        }
    }
}

struct item {
    struct item *next;
    long value;
};

ALONE long skip(struct item *from, long least)
{
    long sum = 0;
    while (from->value) {
        sum += from->value;
        from = from->next;
        while (from->value < least)
            from = from->next;
    }
    return sum;
}

ALONE unsigned collatz(unsigned n)
{
    unsigned steps = 0;
    while (n > 1) {
        steps++;
        n = 3 * n + 1;
        n >>= 1;
        while (!(n & 1))
            n >>= 1;
    }
    return steps;
}

int main(void)
{
    static unsigned char table[1024];
    static struct item items[200];
    short shares[40];
    long sum = 0;
    for (int i = 0; i < 40; i++)
        shares[i] = (short)(i % 7 ? 20 : -1);
    for (int i = 0; i < 200; i++)
        items[i] = (struct item){&items[(i + 1) % 200], i % 3 ? -1 : 200 - i};
    items[198].value = 0;
    for (int i = 0; i < 30; i++) {
        spread(table, shares, 40, 1024, (unsigned)(600 + i * 14));
        sum += skip(items, 0) + collatz((unsigned)(27 + i)) + table[i];
    }
    printf("%ld\n", sum);
    return 0;
}
