/* SPDX-License-Identifier: MIT */
/* Loops and branches that no statement has and that GCC adds: rounding, and filling of memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALONE __attribute__((noipa))

struct node {
    struct node *next;
    long values[12];
};

ALONE struct node *clear(struct node *node)
{
    memset(node, 0, sizeof *node);
    return node;
}

ALONE double whole(double x)
{
    return floor(x) + 1;
}

ALONE long both_ways(double x)
{
    return (long)ceil(x * 1.5) - (long)floor(x);
}

ALONE float single(float x)
{
    return floorf(x) * 2;
}

int main(void)
{
    struct node *node = malloc(sizeof *node);
    double sum = 0;
    for (int i = 0; i < 20000; i++) {
        clear(node)->values[i % 12] = i;
        sum += whole(i / 3.0) + (double)both_ways(i / 7.0) + single((float)i / 9) +
               (double)node->values[3];
    }
    printf("%g\n", sum);
    free(node);
    return 0;
}
