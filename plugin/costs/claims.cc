/* SPDX-License-Identifier: GPL-3.0-or-later */
/* claims.cc - equations about the flow that may be true; see claims.h. */
#include "costs/claims.h"

#include <math.h>

void claims_begin(claims &claims, bool has_expectations)
{
    claims.all = vNULL;
    claims.next = 0;
    claims.has_expectations = has_expectations;
}

void claims_end(claims &claims)
{
    for (unsigned i = 0; i < claims.all.length(); i++)
        claims.all[i].equation.release();
    claims.all.release();
}

double claims_doubt(const claims &claims, double left, double right)
{
    if (left <= 0 && right <= 0)
        return claims.has_expectations ? CLAIMS_COLD : 0;
    return left <= 0 || right <= 0 ? CLAIMS_ABSURD : fabs(log(left / right));
}

void claims_add(claims &claims, const sum &equation, double left, double right)
{
    claims.all.safe_push({claims_doubt(claims, left, right), claims.all.length(), equation});
}

unsigned claims_count(const claims &claims)
{
    return claims.all.length();
}

/* Expectations that are this near are equal: the rest is how GCC rounds them. */
static const double ROUNDING = 1e-5;

/*
 * Where several are certain, the least doubtful of them is to be believed first:
 *
 *     "blocks 2 and 3 run as often as (3)", "block 3 does"
 *
 * are hard to tell apart where GCC expects a loop to run a hundred times. One instruction of its
 * body may have been moved before it.
 */
static void order_by_doubt(claims &claims, unsigned first)
{
    vec<claim> &all = claims.all;
    for (unsigned i = first; i < all.length(); i++)
        for (unsigned j = i; j > first && all[j].doubt + ROUNDING < all[j - 1].doubt; j--) {
            claim other = all[j];
            all[j] = all[j - 1];
            all[j - 1] = other;
        }
    for (unsigned i = first; i < all.length(); i++)
        all[i].order = i;
}

void claims_keep_best(claims &claims, unsigned first)
{
    double most = HUGE_VAL;
    for (unsigned i = first; i < claims.all.length(); i++)
        most = fmin(most, claims.all[i].doubt);
    most = fmax(most, CLAIMS_CERTAIN);
    for (unsigned i = claims.all.length(); i-- > first;)
        if (claims.all[i].doubt > most) {
            claims.all[i].equation.release();
            claims.all.ordered_remove(i);
        }
    order_by_doubt(claims, first);
}

bool claims_keep_certain(claims &claims, unsigned first)
{
    bool certain = true;
    for (unsigned i = first; i < claims.all.length(); i++)
        certain &= claims.all[i].doubt <= CLAIMS_CERTAIN;
    for (unsigned i = claims.all.length(); !certain && i-- > first;)
        claims.all.pop().equation.release();
    return claims.all.length() > first;
}

/* Claims whose sides GCC expects equally often, and others that are as good as certain, are of one
 * doubt each. */
static double doubt_for_order(const claim &claim)
{
    if (claim.doubt <= ROUNDING)
        return 0;
    return claim.doubt <= CLAIMS_CERTAIN ? CLAIMS_CERTAIN : claim.doubt;
}

static int compare_claims(const void *left, const void *right)
{
    const claim *a = (const claim *)left, *b = (const claim *)right;
    double doubts[] = {doubt_for_order(*a), doubt_for_order(*b)};
    if (doubts[0] != doubts[1])
        return doubts[0] < doubts[1] ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

void claims_believe(claims &claims, solver &solver, double doubt,
                    void (*tell)(const claim &claim, claim_fate fate, void *data), void *data)
{
    vec<claim> &all = claims.all;
    if (claims.next == 0)
        all.qsort(compare_claims);
    for (; claims.next < all.length() && all[claims.next].doubt <= doubt; claims.next++) {
        bool news = solve_believe(solver, all[claims.next].equation);
        if (tell)
            tell(all[claims.next], news ? CLAIM_BELIEVED : CLAIM_NOTHING_NEW, data);
    }
    if (tell && doubt >= CLAIMS_DOUBTFUL)
        for (unsigned i = claims.next; i < all.length(); i++)
            tell(all[i], CLAIM_DOUBTFUL, data);
}
