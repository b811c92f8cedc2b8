/* SPDX-License-Identifier: MIT */
/* check_solve.cc - equations in the order of credibility. */
#include "costs/solve.h"
#include "plugin_tests.h"

#include <initializer_list>

static bool believe(solver &solver, std::initializer_list<term> terms)
{
    sum equation = vNULL;
    for (const term &term : terms)
        solve_add_term(equation, term.key, term.factor);
    bool news = solve_believe(solver, equation);
    equation.release();
    return news;
}

/* The factor of a key in an unknown's value. */
static double factor_of(const solver &solver, unsigned unknown, int key)
{
    const sum &value = solve_value(solver, unknown);
    for (unsigned i = 0; i < value.length(); i++)
        if (value[i].key == key)
            return value[i].factor;
    return 0;
}

START_TEST(terms_are_sorted_and_added_up)
{
    sum sum = vNULL;
    solve_add_term(sum, 3, 1);
    solve_add_term(sum, -1, 2);
    solve_add_term(sum, 3, 4);
    solve_add_term(sum, 1, 1);
    solve_add_term(sum, 1, -1);
    ck_assert_uint_eq(sum.length(), 2);
    ck_assert_int_eq(sum[0].key, -1);
    ck_assert_int_eq(sum[1].key, 3);
    ck_assert(sum[1].factor == 5);
    sum.release();
}
END_TEST

/* A block that GCC copied: x0 + x1 = given 0, x0 = given 1. */
START_TEST(solves)
{
    solver solver;
    solve_begin(solver, 2);
    ck_assert(!solve_is_known(solver, 0));
    ck_assert(believe(solver, {{0, 1}, {1, 1}, {solve_given(0), -1}}));
    ck_assert(!solve_is_known(solver, 0) && !solve_is_known(solver, 1));
    ck_assert(believe(solver, {{0, 1}, {solve_given(1), -1}}));
    ck_assert(solve_is_known(solver, 0) && solve_is_known(solver, 1));
    ck_assert(factor_of(solver, 0, solve_given(1)) == 1);
    ck_assert(factor_of(solver, 1, solve_given(0)) == 1);
    ck_assert(factor_of(solver, 1, solve_given(1)) == -1);
    solve_end(solver);
}
END_TEST

START_TEST(leaves_out_what_is_old_or_contradicts)
{
    solver solver;
    solve_begin(solver, 1);
    ck_assert(believe(solver, {{0, 1}, {solve_given(0), -1}}));
    ck_assert(!believe(solver, {{0, 2}, {solve_given(0), -2}}));
    ck_assert(!believe(solver, {{0, 1}, {solve_given(1), -1}}));
    ck_assert(factor_of(solver, 0, solve_given(0)) == 1);
    ck_assert(factor_of(solver, 0, solve_given(1)) == 0);
    solve_end(solver);
}
END_TEST

/* x0/100 + x1 = given 0: x0 = 100 * (given 0 - x1) would magnify each error of x1. */
START_TEST(replaces_no_unknown_with_a_small_factor)
{
    solver solver;
    solve_begin(solver, 2);
    ck_assert(believe(solver, {{0, 0.01}, {1, 1}, {solve_given(0), -1}}));
    ck_assert(factor_of(solver, 1, solve_given(0)) == 1);
    ck_assert(factor_of(solver, 0, 0) == 1); /* still free */
    solve_end(solver);
}
END_TEST

/* x0 = x1, x1 = x2, ..., all free until the last is known: all follow it. */
START_TEST(replacements_reach_all_users)
{
    enum { COUNT = 50 };
    solver solver;
    solve_begin(solver, COUNT + 1);
    for (int i = 0; i < COUNT; i++)
        ck_assert(believe(solver, {{i, 1}, {i + 1, -1}}));
    ck_assert(believe(solver, {{COUNT, 1}, {solve_given(7), -1}}));
    for (unsigned i = 0; i <= COUNT; i++) {
        ck_assert(solve_is_known(solver, i));
        ck_assert(factor_of(solver, i, solve_given(7)) == 1);
    }
    solve_end(solver);
}
END_TEST

/* An unknown that is given as never run is known, though its value has no term. */
START_TEST(zero_is_known)
{
    solver solver;
    solve_begin(solver, 1);
    ck_assert(believe(solver, {{0, 1}}));
    ck_assert(solve_is_known(solver, 0));
    ck_assert_uint_eq(solve_value(solver, 0).length(), 0);
    solve_end(solver);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        terms_are_sorted_and_added_up,         solves,
        leaves_out_what_is_old_or_contradicts, replaces_no_unknown_with_a_small_factor,
        replacements_reach_all_users,          zero_is_known};
    return run_tests("solve", tests, sizeof tests / sizeof *tests);
}
