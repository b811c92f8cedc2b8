/* SPDX-License-Identifier: MIT */
/* utest.c - the Mann-Whitney U test and the ratio interval that goes with it. */
#include "stat/math.h"
#include "base/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WITHOUT_TIES = 50, MOST_WITH_TIES = 25 }; /* the reference's limits, per sample */

/* What the merged samples look like: the sizes of the groups of equal values, in order. */
struct merged {
    size_t *ties;
    size_t group_count;
    double rank_sum; /* of the first sample, with mid-ranks */
    bool has_ties;
};

static void *checked_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        abort();
    return memory;
}

static void merge(struct merged *merged, const double *first, size_t first_count,
                  const double *second, size_t second_count)
{
    size_t i = 0, j = 0;
    memset(merged, 0, sizeof(*merged));
    merged->ties = checked_alloc(first_count + second_count, sizeof(*merged->ties));
    while (i < first_count || j < second_count) {
        size_t before = i + j, first_before = i;
        double value = i == first_count                            ? second[j]
                       : j == second_count || first[i] < second[j] ? first[i]
                                                                   : second[j];
        while (i < first_count && first[i] == value)
            i++;
        while (j < second_count && second[j] == value)
            j++;
        size_t size = i + j - before;
        merged->rank_sum += (double)(before + 1 + i + j) / 2 * (double)(i - first_before);
        merged->ties[merged->group_count++] = size;
        merged->has_ties = merged->has_ties || size > 1;
    }
}

/*
 * P(U <= most) without ties. p[n,m](U) = (n p[n-1,m](U-m) + m p[n,m-1](U)) / (n+m), with
 * p[0,m] = p[n,0] = 1 at U = 0 (Mann and Whitney 1947); symmetric in n and m. Row n of the table
 * is p[n,m] for the current m.
 */
static double cdf_without_ties(size_t n1, size_t n2, size_t most)
{
    size_t small = n1 < n2 ? n1 : n2, large = n1 < n2 ? n2 : n1, width = most + 1;
    double *table = checked_alloc((small + 1) * width, sizeof(double));
    table[0] = 1;
    for (size_t m = 1; m <= large; m++) {
        for (size_t n = 1; n <= small && n <= m; n++) {
            double *out = table + n * width, *fewer = out - width;
            /* p[n,m-1] is p[m-1,n] on the diagonal, in the row above. */
            const double *shorter = n < m ? out : fewer;
            for (size_t u = (n * m < most ? n * m : most) + 1; u-- > 0;) {
                double left = u >= m ? (double)n * fewer[u - m] : 0;
                out[u] = (left + (double)m * shorter[u]) / (double)(n + m);
            }
        }
    }
    double sum = 0;
    for (size_t u = 0; u <= most; u++)
        sum += table[small * width + u];
    free(table);
    return sum;
}

static double choose(size_t n, size_t k)
{
    double ways = 1;
    for (size_t i = 1; i <= k; i++)
        ways = ways * (double)(n - k + i) / (double)i;
    return round(ways);
}

/*
 * P(2U <= most) with ties: ways[k][v] counts the choices of k values for the first sample among the
 * groups so far that have 2U = v. For a group of t values after BEFORE others, r taken values beat
 * the BEFORE - k values of the second sample there and tie with the t - r of their own group.
 */
static double cdf_with_ties(const struct merged *merged, size_t n1, size_t n2, size_t most)
{
    size_t width = most + 1, before = 0;
    double *ways = checked_alloc((n1 + 1) * width, sizeof(double));
    ways[0] = 1;
    for (size_t group = 0; group < merged->group_count; group++) {
        size_t size = merged->ties[group];
        double *next = checked_alloc((n1 + 1) * width, sizeof(double));
        for (size_t k = 0; k <= n1 && k <= before; k++) {
            for (size_t r = 0; r <= size && k + r <= n1; r++) {
                size_t gain = 2 * r * (before - k) + r * (size - r);
                double factor = choose(size, r);
                for (size_t v = 0; v + gain <= most; v++)
                    next[(k + r) * width + v + gain] += ways[k * width + v] * factor;
            }
        }
        free(ways);
        ways = next;
        before += size;
    }
    double sum = 0;
    for (size_t v = 0; v <= most; v++)
        sum += ways[n1 * width + v];
    free(ways);
    return sum / choose(n1 + n2, n1);
}

/* Two-sided p by the normal approximation; false where the deviation is 0. */
static bool normal_p(const struct merged *merged, double n1, double n2, double u, double *p)
{
    double ties = 0, total = n1 + n2;
    for (size_t i = 0; i < merged->group_count; i++) {
        double size = (double)merged->ties[i];
        ties += size * size * size - size;
    }
    double deviation = sqrt(n1 * n2 * ((total + 1) - ties / (total * (total - 1))) / 12);
    if (deviation == 0)
        return false;
    double distance = u - n1 * n2 / 2;
    distance -= distance > 0 ? 0.5 : distance < 0 ? -0.5 : 0;
    double below = erfc(-(distance / deviation) / M_SQRT2) / 2;
    *p = 2 * fmin(below, 1 - below);
    return true;
}

struct ci_stat_utest ci_stat_utest(const double *first, size_t first_count, const double *second,
                                   size_t second_count)
{
    struct merged merged;
    struct ci_stat_utest test = {.p = 1};
    double n1 = (double)first_count, n2 = (double)second_count;
    merge(&merged, first, first_count, second, second_count);
    test.u = merged.rank_sum - n1 * (n1 + 1) / 2;
    double other = n1 * n2 - test.u, smaller = fmin(test.u, other);
    size_t limit = merged.has_ties ? MOST_WITH_TIES : MOST_WITHOUT_TIES;
    if (merged.group_count == 1 && merged.has_ties)
        test.all_equal = true;
    else if (first_count > limit || second_count > limit)
        test.all_equal = !normal_p(&merged, n1, n2, test.u, &test.p);
    else if (test.u != other && merged.has_ties)
        test.p = 2 * cdf_with_ties(&merged, first_count, second_count, (size_t)(2 * smaller));
    else if (test.u != other)
        test.p = 2 * cdf_without_ties(first_count, second_count, (size_t)smaller);
    free(merged.ties);
    return test;
}

double ci_stat_utest_least_p(size_t first_count, size_t second_count)
{
    return fmin(1, 2 / choose(first_count + second_count, first_count));
}

size_t ci_stat_utest_samples(double alpha)
{
    for (size_t count = 1; count < CI_STAT_UTEST_LIMIT; count++)
        if (ci_stat_utest_least_p(count, count) <= alpha)
            return count;
    return 0;
}

/* The largest k with 2 P(U <= k - 1) <= alpha: ratios k to n1 n2 + 1 - k bound the interval. */
static size_t acceptance_rank(size_t n1, size_t n2, double alpha)
{
    if (n1 > MOST_WITHOUT_TIES || n2 > MOST_WITHOUT_TIES) {
        double mean = (double)n1 * (double)n2 / 2;
        double deviation = sqrt(mean / 6 * (double)(n1 + n2 + 1)), rank = floor(mean);
        while (rank > 0 && erfc((mean - (rank - 0.5)) / deviation / M_SQRT2) > alpha)
            rank--;
        return (size_t)rank;
    }
    size_t rank = 0;
    while (rank < n1 * n2 / 2 && 2 * cdf_without_ties(n1, n2, rank) <= alpha)
        rank++;
    return rank;
}

bool ci_stat_ratio_interval(const double *old_values, size_t old_count, const double *new_values,
                            size_t new_count, double confidence, double *low, double *high)
{
    if (!(old_values[0] > 0) || !(new_values[0] > 0))
        return false;
    size_t count = old_count * new_count;
    size_t rank = acceptance_rank(old_count, new_count, 1 - confidence);
    if (rank == 0)
        return false;
    double *ratios = checked_alloc(count, sizeof(double));
    for (size_t i = 0; i < count; i++)
        ratios[i] = new_values[i % new_count] / old_values[i / new_count];
    qsort(ratios, count, sizeof(double), ci_order_doubles);
    *low = ratios[rank - 1];
    *high = ratios[count - rank];
    free(ratios);
    return true;
}
