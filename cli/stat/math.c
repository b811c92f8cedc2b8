/* SPDX-License-Identifier: MIT */
/* math.c - medians, their intervals, geometric means, Holm's correction; see math.h. */
#include "stat/math.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST_EXACT = 30 }; /* the reference's limit for summing the binomial distribution */

double ci_stat_median(const double *sorted, size_t count)
{
    double whole, rank = 1 / 3.0 + 0.5 * ((double)count + 1 / 3.0);
    double fraction = modf(rank, &whole);
    size_t index = (size_t)whole;
    if (index == 0)
        return sorted[0];
    if (index >= count)
        return sorted[count - 1];
    /* Not (a + b) / 2: the reference interpolates, and odd samples too can be a bit off whole. */
    return sorted[index - 1] + fraction * (sorted[index] - sorted[index - 1]);
}

/*
 * The binomial distribution is symmetric, so the sum outward from the middle meets two equal
 * neighbours at each second step and takes the left one. But above n = 20 the reference computes
 * probabilities from rounded logarithms of the gamma function, and for the left neighbours K whose
 * bits are set here (row n - 21, bit K) the right one comes out larger and is taken first.
 */
static const uint16_t right_first[] = {
    1 << 2 | 1 << 4 | 1 << 7,                                                          /* 21 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 10,                                                /* 22 */
    1 << 2 | 1 << 4 | 1 << 7,                                                          /* 23 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 11,                                                /* 24 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 10,                                                /* 25 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 10,                                                /* 26 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 10 | 1 << 11 | 1 << 13,                            /* 27 */
    1 << 2 | 1 << 4 | 1 << 7 | 1 << 10 | 1 << 12 | 1 << 13,                            /* 28 */
    1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 10 | 1 << 13,                    /* 29 */
    1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 13 | 1 << 14, /* 30 */
};

static bool prefers_right(int count, int left)
{
    return count > 20 && (right_first[count - 21] >> left & 1);
}

/* P(B(count, 1/2) = k); exact, since C(30, 15) has 28 bits. */
static double binomial_half(int count, int k)
{
    if (k < 0 || k > count)
        return 0;
    uint64_t ways = 1;
    for (int i = 1; i <= k; i++)
        ways = ways * (uint64_t)(count - k + i) / (uint64_t)i;
    return ldexp((double)ways, -count);
}

static void exact_interval(int count, double confidence, int *low, int *high)
{
    int middle = (count + 2) / 2 - 1;
    double sum = binomial_half(count, middle);
    *low = middle;
    *high = middle + 1;
    while (sum < confidence) {
        double left = binomial_half(count, *low - 1), right = binomial_half(count, *high);
        if (left <= 0 && right <= 0)
            return;
        if (left > right || (left == right && !prefers_right(count, *low - 1))) {
            sum += left;
            --*low;
        } else {
            sum += right;
            ++*high;
        }
    }
}

static double normal_cdf(double x, double mean, double deviation)
{
    return erfc(-(x - mean) / (deviation * M_SQRT2)) / 2;
}

/* Finds the x < 0 with normal_cdf(x) = p by bisection; p <= 1/2, and speed does not matter. */
static double normal_quantile(double p)
{
    double low = -40, high = 0;
    if (p >= 0.5)
        return 0;
    for (int i = 0; i < 200; i++) {
        double middle = (low + high) / 2;
        if (normal_cdf(middle, 0, 1) < p)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void normal_interval(int count, double confidence, int *low, int *high)
{
    double mean = count / 2.0, deviation = sqrt(count * 0.25);
    double left = normal_quantile((1 - confidence) / 2) * deviation + mean;
    double right = 2 * mean - left;
    /* Whole number k of the binomial distribution is the band k - 1/2 to k + 1/2. */
    *low = (int)floor(floor(left - 0.5) + 0.5) + 1;
    *high = (int)floor(ceil(right - 0.5) + 0.5) + 1;
    double below = normal_cdf(*low - 0.5, mean, deviation);
    double full = normal_cdf(*high - 0.5, mean, deviation) - below;
    double shorter = normal_cdf(*high - 1.5, mean, deviation) - below;
    if (shorter >= confidence && shorter < full)
        --*high;
}

void ci_stat_median_interval(size_t count, double confidence, size_t *low, size_t *high)
{
    int left = 0, right = (int)count + 1;
    if (confidence < 1) {
        if (count <= MOST_EXACT)
            exact_interval((int)count, confidence, &left, &right);
        else
            normal_interval((int)count, confidence, &left, &right);
    }
    *low = left < 0 ? 0 : (size_t)left;
    *high = right > (int)count + 1 ? count + 1 : (size_t)right;
}

size_t ci_stat_median_samples(double confidence)
{
    for (size_t count = 2; count <= CI_STAT_MEDIAN_LIMIT; count++) {
        size_t low, high;
        ci_stat_median_interval(count, confidence, &low, &high);
        if (low > 0 && high <= count)
            return count;
    }
    return 0;
}

double ci_stat_geomean(const double *values, size_t count)
{
    double mean = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(values[i] > 0))
            return NAN;
        /* A running mean of the logarithms, not their sum: it rounds as the reference does. */
        mean += (ci_stat_log(values[i]) - mean) / (double)(i + 1);
    }
    return count ? ci_stat_exp(mean) : NAN;
}

struct ranked {
    double p;
    size_t place;
};

static int by_p(const void *a, const void *b)
{
    double x = ((const struct ranked *)a)->p, y = ((const struct ranked *)b)->p;
    return (x > y) - (x < y);
}

void ci_stat_holm(double *p, size_t count)
{
    struct ranked *order = calloc(count ? count : 1, sizeof(*order));
    if (!order)
        abort();
    for (size_t i = 0; i < count; i++)
        order[i] = (struct ranked){p[i], i};
    qsort(order, count, sizeof(*order), by_p);
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, fmin(1, (double)(count - i) * order[i].p));
        p[order[i].place] = largest;
    }
    free(order);
}
