/* SPDX-License-Identifier: MIT */
/* signedrank.c - Wilcoxon's signed-rank test (Wilcoxon 1945; interval: Hodges and Lehmann 1963). */
#include "stat/signedrank.h"

#include "base/order.h"
#include "base/pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_MAX = 100 };

/*
 * The distribution of W, the sum of the ranks of positive differences: each rank 1 to COUNT is in
 * it or not, with equal chance. Returns COUNT (COUNT + 1) / 2 + 1 probabilities.
 */
static double *exact_distribution(struct ci_pool *pool, size_t count)
{
    size_t top = 0, size = count * (count + 1) / 2 + 1;
    double *chance = ci_pool_alloc(pool, size, sizeof *chance);
    chance[0] = 1;
    for (size_t rank = 1; rank <= count; rank++) {
        top += rank;
        for (size_t sum = top; sum >= rank; sum--)
            chance[sum] = (chance[sum] + chance[sum - rank]) / 2;
        for (size_t sum = 0; sum < rank; sum++)
            chance[sum] /= 2;
    }
    return chance;
}

static double normal_tail(double z)
{
    return erfc(z / sqrt(2)) / 2;
}

/* P(W <= w). */
static double cumulative(const double *chance, size_t count, double w)
{
    if (chance) {
        double sum = 0;
        for (size_t i = 0; (double)i <= w; i++)
            sum += chance[i];
        return sum;
    }
    double n = (double)count, mean = n * (n + 1) / 4;
    double deviation = sqrt(n * (n + 1) * (2 * n + 1) / 24);
    return normal_tail((mean - w - 0.5) / deviation);
}

/* The most means of pairs that may be cut off on each side; -1: not even none. */
static long cut_off(const double *chance, size_t count, double confidence)
{
    double level = (1 - confidence) / 2;
    long low = -1, high = (long)(count * (count + 1) / 4);
    while (low < high) {
        long middle = low + (high - low + 1) / 2;
        if (cumulative(chance, count, (double)middle) <= level)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

struct ranked {
    double size;
    bool positive;
};

static int by_size(const void *left, const void *right)
{
    double a = ((const struct ranked *)left)->size, b = ((const struct ranked *)right)->size;
    return (a > b) - (a < b);
}

/* The smaller of the sums of ranks of positive and negative differences, which have the mean rank
 * of their ties; differences of 0 are left out, as Wilcoxon did. */
static double rank_sum(struct ci_pool *pool, const double *differences, size_t *count, bool *tied)
{
    struct ranked *ranked = ci_pool_alloc(pool, *count, sizeof *ranked);
    size_t kept = 0;
    double positive = 0;
    for (size_t i = 0; i < *count; i++)
        if (differences[i] != 0)
            ranked[kept++] = (struct ranked){fabs(differences[i]), differences[i] > 0};
    qsort(ranked, kept, sizeof *ranked, by_size);
    *tied = kept < *count;
    for (size_t first = 0, next; first < kept; first = next) {
        for (next = first + 1; next < kept && ranked[next].size == ranked[first].size; next++)
            *tied = true;
        for (size_t i = first; i < next; i++)
            positive += ranked[i].positive ? (double)(first + 1 + next) / 2 : 0;
    }
    *count = kept;
    double all = (double)kept * ((double)kept + 1) / 2;
    return positive < all - positive ? positive : all - positive;
}

static double test(struct ci_pool *pool, const double *differences, size_t count)
{
    bool tied;
    double w = rank_sum(pool, differences, &count, &tied);
    if (count == 0)
        return 1;
    double *chance = count <= EXACT_MAX && !tied ? exact_distribution(pool, count) : NULL;
    return fmin(2 * cumulative(chance, count, w), 1);
}

struct ci_stat_signed_rank ci_stat_signed_rank(const double *differences, size_t count,
                                               double confidence)
{
    struct ci_pool pool = {0};
    size_t means = count * (count + 1) / 2, used = 0;
    double *mean = ci_pool_alloc(&pool, means, sizeof *mean);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            mean[used++] = (differences[i] + differences[j]) / 2;
    qsort(mean, means, sizeof *mean, ci_order_doubles);
    struct ci_stat_signed_rank result = {
        .center = (mean[(means - 1) / 2] + mean[means / 2]) / 2,
        .low = -INFINITY,
        .high = INFINITY,
        .p = test(&pool, differences, count),
    };
    double *chance = count <= EXACT_MAX ? exact_distribution(&pool, count) : NULL;
    long cut = cut_off(chance, count, confidence);
    if (cut >= 0) {
        result.low = mean[cut];
        result.high = mean[means - 1 - (size_t)cut];
    }
    ci_pool_deinit(&pool);
    return result;
}
