/* SPDX-License-Identifier: GPL-3.0-or-later */
/* solve.cc - elimination, one equation at a time; see solve.h. */
#include "costs/solve.h"

namespace
{
/*
 * One unknown. Invariant: the value of a solved one has givens and free unknowns only; that of a
 * free one is the unknown itself. `users` are the solved ones whose value has this free one in it,
 * and perhaps some that had.
 */
struct unknown {
    sum value;
    vec<unsigned> users;
    bool solved;
};
} // namespace

static vec<unknown> unknowns;
static size_t work; /* terms touched since solve_begin */

/* Beyond this no equation is believed any more: a function of ten thousands of blocks must not take
 * minutes. What is left is then estimated by the caller. */
static const size_t WORK_MAX = 40 * 1000 * 1000;

static const double MAGNIFIED_MAX = 16;

static const double NOTHING = 1e-7;

static bool is_nothing(double factor)
{
    return factor < NOTHING && factor > -NOTHING;
}

/* to += factor * more */
static void add_sum(sum &to, const sum &more, double factor)
{
    sum result = vNULL;
    result.reserve(to.length() + more.length());
    work += to.length() + more.length();
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

void solve_begin(unsigned count)
{
    for (unsigned i = 0; i < unknowns.length(); i++) {
        unknowns[i].value.release();
        unknowns[i].users.release();
    }
    unknowns.truncate(0);
    unknowns.safe_grow_cleared(count, true);
    for (unsigned i = 0; i < count; i++)
        unknowns[i].value.safe_push({(int)i, 1});
    work = 0;
}

/* The sum with every solved unknown replaced by its value. */
static sum reduce(const sum &equation)
{
    sum result = vNULL;
    for (unsigned i = 0; i < equation.length(); i++) {
        const term &term = equation[i];
        if (term.key >= 0)
            add_sum(result, unknowns[term.key].value, term.factor);
        else
            solve_add_term(result, term.key, term.factor);
    }
    return result;
}

static double size_of(double factor)
{
    return factor < 0 ? -factor : factor;
}

static double largest(const sum &equation)
{
    double most = 0;
    for (unsigned i = 0; i < equation.length(); i++)
        most = MAX(most, size_of(equation[i].factor));
    return most;
}

/*
 * The free unknown whose replacement by the others is the least work; -1 when there is none. Not
 * one with a small factor: what is known of the others would be magnified, and its errors with it.
 */
static int cheapest(const sum &equation)
{
    int best = -1;
    double least = largest(equation) / MAGNIFIED_MAX;
    for (unsigned i = 0; i < equation.length(); i++) {
        int key = equation[i].key;
        if (key >= 0 && size_of(equation[i].factor) >= least &&
            (best < 0 ||
             unknowns[key].users.length() < unknowns[equation[best].key].users.length()))
            best = (int)i;
    }
    return best;
}

static void note_user(const sum &value, unsigned user)
{
    for (unsigned i = 0; i < value.length(); i++)
        if (value[i].key >= 0 && value[i].key != (int)user)
            unknowns[value[i].key].users.safe_push(user);
}

/* Replaces a solved unknown in what others are expressed by. */
static void replace(unsigned number)
{
    vec<unsigned> users = unknowns[number].users;
    unknowns[number].users = vNULL;
    for (unsigned i = 0; i < users.length(); i++) {
        sum &value = unknowns[users[i]].value;
        for (unsigned j = 0; j < value.length(); j++)
            if (value[j].key == (int)number) {
                double factor = value[j].factor;
                value.ordered_remove(j);
                add_sum(value, unknowns[number].value, factor);
                note_user(unknowns[number].value, users[i]);
                break;
            }
    }
    users.release();
}

bool solve_believe(const sum &equation)
{
    if (work > WORK_MAX)
        return false;
    sum rest = reduce(equation);
    int at = cheapest(rest);
    if (at < 0) {
        rest.release();
        return false;
    }
    unsigned number = rest[at].key;
    double factor = rest[at].factor;
    rest.ordered_remove(at);
    for (unsigned i = 0; i < rest.length(); i++)
        rest[i].factor /= -factor;
    unknowns[number].value.release();
    unknowns[number].value = rest;
    unknowns[number].solved = true;
    note_user(rest, number);
    replace(number);
    return true;
}

bool solve_is_known(unsigned unknown)
{
    const sum &value = unknowns[unknown].value;
    return value.is_empty() || value[value.length() - 1].key < 0;
}

const sum &solve_value(unsigned unknown)
{
    return unknowns[unknown].value;
}
