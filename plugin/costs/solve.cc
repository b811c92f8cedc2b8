/* SPDX-License-Identifier: GPL-3.0-or-later */
/* solve.cc - elimination, one equation at a time; see solve.h. */
#include "costs/solve.h"

/* After so much work no equation is believed any more: a function of tens of thousands of blocks
 * must not take minutes. The caller then estimates what is left. */
static const unsigned long WORK_MAX = 40 * 1000 * 1000;

/* A replacement divides by the factor of the unknown that it removes. One that is 16 times smaller
 * than the largest would magnify the errors of the others by four bits. */
static const double MAGNIFIED_MAX = 16;

/* Factors are small whole numbers and quotients of profile counts. A smaller one is what rounding
 * left of 0: sums of thousands of terms near 1 are off by less than 1e-12. */
static const double NOTHING = 1e-7;

static bool is_nothing(double factor)
{
    return factor < NOTHING && factor > -NOTHING;
}

/* to += factor * more */
static void add_sum(solver &solver, sum &to, const sum &more, double factor)
{
    sum result = vNULL;
    result.reserve(to.length() + more.length());
    solver.work += to.length() + more.length();
    unsigned i = 0, j = 0;
    while (i < to.length() || j < more.length()) {
        term term;
        if (j == more.length() || (i < to.length() && to[i].key < more[j].key)) {
            term = to[i++];
        } else {
            term = {more[j].key, more[j].factor * factor};
            if (i < to.length() && to[i].key == term.key)
                term.factor += to[i++].factor;
            j++;
        }
        if (!is_nothing(term.factor))
            result.quick_push(term);
    }
    to.release();
    to = result;
}

void solve_add_term(sum &to, int key, double factor)
{
    unsigned at = 0;
    while (at < to.length() && to[at].key < key)
        at++;
    if (at == to.length() || to[at].key != key)
        to.safe_insert(at, {key, factor});
    else if (is_nothing(to[at].factor += factor))
        to.ordered_remove(at);
}

void solve_begin(solver &solver, unsigned count)
{
    solver.unknowns = vNULL;
    solver.unknowns.safe_grow_cleared(count, true);
    for (unsigned i = 0; i < count; i++)
        solver.unknowns[i].value.safe_push({(int)i, 1});
    solver.work = 0;
}

void solve_end(solver &solver)
{
    for (unsigned i = 0; i < solver.unknowns.length(); i++) {
        solver.unknowns[i].value.release();
        solver.unknowns[i].users.release();
    }
    solver.unknowns.release();
}

/* The sum with every solved unknown replaced by its value. */
static sum reduce(solver &solver, const sum &equation)
{
    sum result = vNULL;
    for (unsigned i = 0; i < equation.length(); i++) {
        const term &term = equation[i];
        if (term.key >= 0)
            add_sum(solver, result, solver.unknowns[term.key].value, term.factor);
        else
            solve_add_term(result, term.key, term.factor);
    }
    return result;
}

static double magnitude(double factor)
{
    return factor < 0 ? -factor : factor;
}

static double largest(const sum &equation)
{
    double most = 0;
    for (unsigned i = 0; i < equation.length(); i++)
        if (magnitude(equation[i].factor) > most)
            most = magnitude(equation[i].factor);
    return most;
}

/*
 * The free unknown whose replacement by the others is the least work; -1 when there is none. Not
 * one with a small factor: what is known of the others would be magnified, and its errors with it.
 */
static int cheapest(const solver &solver, const sum &equation)
{
    int best = -1;
    double least = largest(equation) / MAGNIFIED_MAX;
    for (unsigned i = 0; i < equation.length(); i++) {
        int key = equation[i].key;
        if (key >= 0 && magnitude(equation[i].factor) >= least &&
            (best < 0 || solver.unknowns[key].users.length() <
                             solver.unknowns[equation[best].key].users.length()))
            best = (int)i;
    }
    return best;
}

static void note_user(solver &solver, const sum &value, unsigned user)
{
    for (unsigned i = 0; i < value.length(); i++)
        if (value[i].key >= 0 && value[i].key != (int)user)
            solver.unknowns[value[i].key].users.safe_push(user);
}

/* Replaces a solved unknown in what others are expressed by. */
static void replace(solver &solver, unsigned number)
{
    vec<unknown> &unknowns = solver.unknowns;
    vec<unsigned> users = unknowns[number].users;
    unknowns[number].users = vNULL;
    for (unsigned i = 0; i < users.length(); i++) {
        sum &value = unknowns[users[i]].value;
        for (unsigned j = 0; j < value.length(); j++)
            if (value[j].key == (int)number) {
                double factor = value[j].factor;
                value.ordered_remove(j);
                add_sum(solver, value, unknowns[number].value, factor);
                note_user(solver, unknowns[number].value, users[i]);
                break;
            }
    }
    users.release();
}

bool solve_believe(solver &solver, const sum &equation)
{
    if (solver.work > WORK_MAX)
        return false;
    sum rest = reduce(solver, equation);
    int at = cheapest(solver, rest);
    if (at < 0) {
        rest.release();
        return false;
    }
    unsigned number = rest[at].key;
    double factor = rest[at].factor;
    rest.ordered_remove(at);
    for (unsigned i = 0; i < rest.length(); i++)
        rest[i].factor /= -factor;
    unknown &solved = solver.unknowns[number];
    solved.value.release();
    solved.value = rest;
    solved.solved = true;
    note_user(solver, rest, number);
    replace(solver, number);
    return true;
}

bool solve_is_known(const solver &solver, unsigned unknown)
{
    const sum &value = solver.unknowns[unknown].value;
    return value.is_empty() || value[value.length() - 1].key < 0;
}

const sum &solve_value(const solver &solver, unsigned unknown)
{
    return solver.unknowns[unknown].value;
}
