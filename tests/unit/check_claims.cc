/* SPDX-License-Identifier: MIT */
/* check_claims.cc - which claims are accepted, and in what order. */
#include "costs/claims.h"
#include "plugin_tests.h"

#include <math.h>

/* "Unknown 0 is as often as given `number`", where GCC expects these two of the sides. */
static void claim_given(claims &claims, int number, double left, double right)
{
    sum equation = vNULL;
    solve_add_term(equation, 0, 1);
    solve_add_term(equation, solve_given(number), -1);
    claims_add(claims, equation, left, right);
}

/* The given that unknown 0 was found to be; -1: not known. */
static int given_of(const solver &solver)
{
    const sum &value = solve_value(solver, 0);
    return value.length() == 1 && value[0].key < 0 ? ~value[0].key : -1;
}

START_TEST(doubts)
{
    claims claims;
    claims_begin(claims, true);
    ck_assert(claims_doubt(claims, 100, 100) == 0);
    ck_assert(fabs(claims_doubt(claims, 100, 200) - log(2)) < 1e-9);
    ck_assert(claims_doubt(claims, 100, 200) == claims_doubt(claims, 200, 100));
    ck_assert(claims_doubt(claims, 50, 51) <= CLAIMS_CERTAIN);
    ck_assert(claims_doubt(claims, 0, 0) == CLAIMS_COLD);
    ck_assert(claims_doubt(claims, 0, 5) == CLAIMS_ABSURD);
    claims_end(claims);
    claims_begin(claims, false);
    ck_assert(claims_doubt(claims, 0, 0) == 0); /* -O0: nothing is doubtful */
    claims_end(claims);
}
END_TEST

START_TEST(the_least_doubtful_wins)
{
    claims claims;
    solver solver;
    claims_begin(claims, true);
    solve_begin(solver, 1);
    claim_given(claims, 1, 100, 140);
    claim_given(claims, 2, 100, 110);
    claim_given(claims, 3, 100, 300);
    claims_believe(claims, solver, CLAIMS_CERTAIN, NULL, NULL);
    ck_assert_int_eq(given_of(solver), -1);
    claims_believe(claims, solver, CLAIMS_DOUBTFUL, NULL, NULL);
    ck_assert_int_eq(given_of(solver), 2);
    solve_end(solver);
    claims_end(claims);
}
END_TEST

/* Which of two certain claims is believed, of givens 1 and 2, where GCC expects 1000 of the unknown
 * and these of the givens. */
static int believed_of_two(double first, double second)
{
    claims claims;
    solver solver;
    claims_begin(claims, true);
    solve_begin(solver, 1);
    claim_given(claims, 1, 1000, first);
    claim_given(claims, 2, 1000, second);
    claims_believe(claims, solver, CLAIMS_CERTAIN, NULL, NULL);
    int given = given_of(solver);
    solve_end(solver);
    claims_end(claims);
    return given;
}

/* Among the certain ones those that are exact come first; else the order is that in which they were
 * made. */
START_TEST(certain_ones_keep_their_order)
{
    ck_assert_int_eq(believed_of_two(1010, 1005), 1);
}
END_TEST

START_TEST(exact_ones_come_first)
{
    ck_assert_int_eq(believed_of_two(1010, 1000), 2);
}
END_TEST

START_TEST(keeps_the_best_or_all_certain_ones)
{
    claims claims;
    claims_begin(claims, true);
    claim_given(claims, 1, 100, 900); /* not among those below */
    unsigned first = claims_count(claims);
    claim_given(claims, 2, 100, 120);
    claim_given(claims, 3, 100, 110);
    claims_keep_best(claims, first);
    ck_assert_uint_eq(claims_count(claims), 2);
    first = claims_count(claims);
    claim_given(claims, 4, 100, 100);
    claim_given(claims, 5, 1000, 1010);
    claim_given(claims, 6, 100, 110);
    claims_keep_best(claims, first);
    ck_assert_uint_eq(claims_count(claims), 4);
    claims_end(claims);
}
END_TEST

START_TEST(believes_the_least_doubtful_of_several_first)
{
    claims claims;
    solver solver;
    claims_begin(claims, true);
    solve_begin(solver, 1);
    claim_given(claims, 1, 1010, 1000);
    claim_given(claims, 2, 1000, 1000);
    claims_keep_best(claims, 0);
    ck_assert_uint_eq(claims_count(claims), 2);
    claims_believe(claims, solver, CLAIMS_CERTAIN, NULL, NULL);
    ck_assert_int_eq(given_of(solver), 2);
    solve_end(solver);
    claims_end(claims);
}
END_TEST

static void note_fate(const claim &, claim_fate fate, void *data)
{
    ((unsigned *)data)[fate]++;
}

START_TEST(tells_the_fate_of_each)
{
    claims claims;
    solver solver;
    unsigned fates[3] = {};
    claims_begin(claims, true);
    solve_begin(solver, 1);
    claim_given(claims, 1, 100, 100);
    claim_given(claims, 1, 100, 101);
    claim_given(claims, 2, 100, 120); /* contradicts */
    claim_given(claims, 3, 0, 120);
    claims_believe(claims, solver, CLAIMS_CERTAIN, note_fate, fates);
    claims_believe(claims, solver, CLAIMS_DOUBTFUL, note_fate, fates);
    ck_assert_uint_eq(fates[CLAIM_BELIEVED], 1);
    ck_assert_uint_eq(fates[CLAIM_NOTHING_NEW], 2);
    ck_assert_uint_eq(fates[CLAIM_DOUBTFUL], 1);
    solve_end(solver);
    claims_end(claims);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {doubts,
                                  the_least_doubtful_wins,
                                  certain_ones_keep_their_order,
                                  exact_ones_come_first,
                                  keeps_the_best_or_all_certain_ones,
                                  believes_the_least_doubtful_of_several_first,
                                  tells_the_fate_of_each};
    return run_tests("claims", tests, sizeof tests / sizeof *tests);
}
