/* SPDX-License-Identifier: MIT */
/*
 * trees.c - binary-trees of the benchmarks game: trees DEPTH [THREADS [ROUNDS]]. Nothing but malloc
 * and free of small nodes, and walks over them. Each thread does all of the work in each round.
 * Prints the pairs of malloc and free, and a sum.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { MIN_DEPTH = 4, MAX_THREADS = 64 };

struct node {
    struct node *left, *right;
};

/* What one thread has made. */
struct result {
    int depth, rounds;
    unsigned long nodes, sum;
};

static struct node *make(struct result *result, int depth)
{
    struct node *node = malloc(sizeof *node);
    if (!node)
        abort();
    result->nodes++;
    node->left = depth > 0 ? make(result, depth - 1) : NULL;
    node->right = depth > 0 ? make(result, depth - 1) : NULL;
    return node;
}

static unsigned long check(const struct node *node)
{
    return node->left ? 1 + check(node->left) + check(node->right) : 1;
}

static void destroy(struct node *node)
{
    if (node->left) {
        destroy(node->left);
        destroy(node->right);
    }
    free(node);
}

static void make_and_destroy(struct result *result, int depth)
{
    struct node *tree = make(result, depth);
    result->sum += check(tree);
    destroy(tree);
}

static void run_round(struct result *result)
{
    make_and_destroy(result, result->depth + 1);
    struct node *lasting = make(result, result->depth);
    for (int depth = MIN_DEPTH; depth <= result->depth; depth += 4)
        for (int i = 0; i < 1 << (result->depth - depth + MIN_DEPTH); i++)
            make_and_destroy(result, depth);
    result->sum += check(lasting);
    destroy(lasting);
}

static void *work(void *argument)
{
    struct result *result = argument;
    for (int i = 0; i < result->rounds; i++)
        run_round(result);
    return NULL;
}

int main(int argc, char **argv)
{
    static char buffer[BUFSIZ];
    pthread_t threads[MAX_THREADS];
    struct result results[MAX_THREADS] = {0};
    int depth = argc > 1 ? atoi(argv[1]) : 14, count = argc > 2 ? atoi(argv[2]) : 1;
    int rounds = argc > 3 ? atoi(argv[3]) : 1;
    if (depth < 0 || depth > 26 || count < 1 || count > MAX_THREADS) {
        fprintf(stderr, "usage: trees DEPTH [THREADS [ROUNDS]]\n");
        return 2;
    }
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (int i = 0; i < count; i++)
        results[i] = (struct result){.depth = depth, .rounds = rounds};
    if (count == 1)
        work(&results[0]);
    for (int i = 0; count > 1 && i < count; i++)
        if (pthread_create(&threads[i], NULL, work, &results[i]) != 0)
            abort();
    for (int i = 0; count > 1 && i < count; i++)
        pthread_join(threads[i], NULL);
    unsigned long nodes = 0, sum = 0;
    for (int i = 0; i < count; i++) {
        nodes += results[i].nodes;
        sum += results[i].sum;
    }
    printf("%lu pairs, %lu\n", nodes, sum);
    return 0;
}
