/* SPDX-License-Identifier: MIT */
/* Leaks, a peak halfway, and an exit status of its own. */
#include "e2e.h"

struct node {
    struct node *next;
    char text[40];
};

static struct node *volatile list;
static char *volatile buffer;

PROBED void leak_nodes(int n)
{
    for (int i = 0; i < n; i++) {
        struct node *node = malloc(sizeof *node);
        node->next = list;
        list = node;
    }
}

PROBED void high(void)
{
    buffer = malloc(100000);
    buffer[0] = 1;
    free(buffer);
}

int main(void)
{
    leak_nodes(10);
    high();
    leak_nodes(5);
    buffer = malloc(7);
    puts("done");
    return 3;
}
