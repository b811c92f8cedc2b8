/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounds.cc - bounds of what is not certain; see bounds.h. */
#include "costs/bounds.h"

#include <math.h>

/* How often bounds are improved by others. */
static const unsigned ROUNDS = 24;
/*
 * A bound is a sum of counts with factors no greater than this. Where GCC's expectations do not add
 * up, as of a loop that it unrolled, bounds seem to become better by each other without end: their
 * factors grow, and what was only expected to cancel out remains. A bound that GCC expects to be
 * negative is dropped, too: nothing runs fewer than zero times.
 */
static const double FACTOR_MAX = 16;
/* And those of instructions so many times greater: the records' numbers have 31 bits. */
static const double INSTRUCTIONS_MAX = 256;

void bounds_keep(analysis &known)
{
    for (unsigned i = 0; i < known.solver.unknowns.length(); i++)
        known.certain.safe_push(solve_value(known.solver, i).copy());
}

void bounds_forget(analysis &known)
{
    for (unsigned i = 0; i < known.certain.length(); i++)
        known.certain[i].release();
    known.certain.release();
}

static void add(sum &to, const sum &more, double factor)
{
    for (unsigned i = 0; i < more.length(); i++)
        solve_add_term(to, more[i].key, more[i].factor * factor);
}

void bounds_add(const analysis &known, sum &to, unsigned unknown, double factor)
{
    add(to, known.certain[unknown], factor);
}

/* What GCC expects of a sum of givens. */
static double expected(const sum &value, const vec<tag> &tags)
{
    double runs = 0;
    for (unsigned i = 0; i < value.length(); i++)
        if (value[i].key < 0)
            runs += value[i].factor * unknowns_expected(tags[~value[i].key].count);
    return runs;
}

namespace
{
/* An upper bound of a free unknown. Which of several is the least is not known before the program
 * has run; the one that GCC expects to be is as true as the others. */
struct ceiling {
    bool any;
    double runs; /* expected */
    sum most;
};

/* The bounds of one function's unknowns. */
struct bound_search {
    const analysis &known;
    auto_vec<ceiling> ceilings; /* by unknown */
};
} // namespace

static bool has_large_factor(const sum &value, double divisor)
{
    for (unsigned i = 0; i < value.length(); i++)
        if (fabs(value[i].factor) > FACTOR_MAX * divisor)
            return true;
    return false;
}

/*
 * No block runs less than never: 0 <= value. So for a term -f * x of the value
 *
 *     x <= (givens + all positive terms at their greatest) / f
 *
 * Returns whether a bound became better.
 */
static bool use_value(bound_search &search, const sum &value)
{
    sum most = vNULL;
    bool known = true;
    for (unsigned i = 0; i < value.length() && known; i++) {
        const term &term = value[i];
        if (term.key < 0)
            solve_add_term(most, term.key, term.factor);
        else if (term.factor > 0 && (known = search.ceilings[term.key].any))
            add(most, search.ceilings[term.key].most, term.factor);
    }
    double runs = MAX(expected(most, search.known.tags), 0);
    bool better = false;
    for (unsigned i = 0; i < value.length() && known; i++) {
        if (value[i].key < 0 || value[i].factor > 0)
            continue;
        ceiling &bound = search.ceilings[value[i].key];
        if ((bound.any && bound.runs <= runs / -value[i].factor * 1.001) ||
            has_large_factor(most, -value[i].factor))
            continue;
        better = true;
        bound.any = true;
        bound.runs = runs / -value[i].factor;
        bound.most.release();
        bound.most = vNULL;
        add(bound.most, most, 1 / -value[i].factor);
    }
    most.release();
    return better;
}

static bool has_free(const sum &value)
{
    return !value.is_empty() && value[value.length() - 1].key >= 0;
}

static void find_ceilings(bound_search &search)
{
    search.ceilings.safe_grow_cleared(search.known.certain.length(), true);
    bool better = true;
    for (unsigned round = 0; better && round < ROUNDS; round++) {
        better = false;
        for (unsigned i = 0; i < search.known.certain.length(); i++)
            if (has_free(search.known.certain[i]))
                better |= use_value(search, search.known.certain[i]);
    }
}

static void forget_ceilings(bound_search &search)
{
    for (unsigned i = 0; i < search.ceilings.length(); i++)
        search.ceilings[i].most.release();
    search.ceilings.truncate(0);
}

/* The terms of one sign, of free unknowns, that are still to be bounded: factors made positive. */
typedef auto_vec<term> open_terms;

static int find_open(const open_terms &open, int key)
{
    for (unsigned i = 0; i < open.length(); i++)
        if (open[i].key == key)
            return (int)i;
    return -1;
}

/*
 * What a value tells of several terms at once. With 0 <= givens - x - y
 *
 *     3 * x + 2 * y <= 3 * givens
 *
 * Returns the 3, and by how much that is expected to be better than a bound for each; 0 where the
 * value has other terms.
 */
static double share_of_value(bound_search &search, const open_terms &open, const sum &value,
                             double *better)
{
    double most = 0, each = 0;
    for (unsigned i = 0; i < value.length(); i++) {
        if (value[i].key < 0)
            continue;
        if (value[i].factor > 0)
            return 0;
        int at = find_open(open, value[i].key);
        if (at < 0)
            continue;
        most = MAX(most, open[at].factor / -value[i].factor);
        const ceiling &bound = search.ceilings[value[i].key];
        each += open[at].factor * (bound.any ? bound.runs : 0);
    }
    *better = each - most * expected(value, search.known.tags);
    return most;
}

/* Adds what the givens of a value allow to a bound, for all open terms in it. */
static void close_terms(open_terms &open, const sum &value, double share, sum &bound)
{
    for (unsigned i = 0; i < value.length(); i++) {
        if (value[i].key < 0) {
            solve_add_term(bound, value[i].key, value[i].factor * share);
            continue;
        }
        int at = find_open(open, value[i].key);
        if (at >= 0)
            open.unordered_remove(at);
    }
}

/* Beyond this many terms each is bounded alone. */
static const unsigned TOGETHER_MAX = 256;

static void bound_together(bound_search &search, open_terms &open, sum &bound)
{
    while (open.length() > 1 && open.length() <= TOGETHER_MAX) {
        int best = -1;
        double best_share = 0, most_better = 0;
        for (unsigned i = 0; i < search.known.certain.length(); i++) {
            double better = 0;
            double share = has_free(search.known.certain[i])
                               ? share_of_value(search, open, search.known.certain[i], &better)
                               : 0;
            if (share > 0 && better > most_better) {
                best = (int)i;
                best_share = share;
                most_better = better;
            }
        }
        if (best < 0)
            return;
        close_terms(open, search.known.certain[best], best_share, bound);
    }
}

/* Adds the greatest value of the open terms, times `sign`, to a bound. False: there is none. */
static bool close_all(bound_search &search, open_terms &open, double sign, sum &bound)
{
    sum greatest = vNULL;
    bound_together(search, open, greatest);
    bool all = true;
    for (unsigned i = 0; i < open.length(); i++) {
        all &= search.ceilings[open[i].key].any;
        add(greatest, search.ceilings[open[i].key].most, open[i].factor);
    }
    add(bound, greatest, sign);
    greatest.release();
    return all;
}

bounds bounds_find(const analysis &known, sum &total)
{
    bound_search search = {known, {}};
    bounds result = {vNULL, vNULL, true, true};
    open_terms more, less;
    if (has_free(total))
        find_ceilings(search);
    for (unsigned i = 0; i < total.length(); i++) {
        const term &term = total[i];
        if (term.key < 0) {
            solve_add_term(result.least, term.key, term.factor);
            solve_add_term(result.most, term.key, term.factor);
        } else if (term.factor > 0) {
            more.safe_push(term);
        } else {
            less.safe_push({term.key, -term.factor});
        }
    }
    result.has_most = close_all(search, more, 1, result.most);
    result.has_least = close_all(search, less, -1, result.least);
    result.has_most &= !has_large_factor(result.most, INSTRUCTIONS_MAX);
    result.has_least &= !has_large_factor(result.least, INSTRUCTIONS_MAX);
    forget_ceilings(search);
    total.release();
    return result;
}
