/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shorten.cc - sums of counts in fewer terms; see shorten.h.
 *
 * Every count is a sum of counters. Each counter gets a large number of its own, and a sum of
 * counters has the sum of their numbers. Sums of the same number are the same, as good as
 * certainly: 64 bits tell even some thousands of counts apart.
 */
#include "costs/shorten.h"

#include <cinstr/abi.h>

#include <math.h>

/* Beyond this many blocks and counts in a function, sums of two are not looked for. */
static const unsigned PAIRS_MAX = 4096;

/* What rounding may leave of a whole number (solve.cc). */
static const double ROUNDED = 1e-6;

/* The finalizer of SplitMix64: any numbers will do that have nothing to do with each other. */
static count_mark scatter(count_mark value)
{
    value += 0x9e3779b97f4a7c15ull;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
    return value ^ (value >> 31);
}

void shorten_begin(shortener &all, const flow_graph &graph)
{
    for (unsigned i = 0; i <= graph.counters; i++)
        all.marks.safe_push(scatter(i));
    const vec<unsigned> &words = graph.equations;
    for (unsigned i = 0; i < words.length();) {
        count_mark mark = 0;
        for (unsigned terms = words[i++]; terms > 0; terms--, i++)
            mark += words[i] & 1 ? -all.marks[words[i] >> 1] : all.marks[words[i] >> 1];
        all.marks.safe_push(mark);
    }
    for (unsigned i = 0; i < all.marks.length(); i++)
        all.tag_having.safe_push(TAG_NONE);
    for (unsigned i = all.variables.length(); i-- > 0;) {
        all.tag_having[all.variables[i]] = (int)i;
        if (all.marks[all.variables[i]] > 1)
            all.having.put(all.marks[all.variables[i]], all.variables[i]);
    }
}

static part part_of(const shortener &all, unsigned variable)
{
    return {all.tag_having[variable], CINSTR_COST_UNIT};
}

/* Finds one variable with the mark, or two. */
static bool find(shortener &all, count_mark mark, bool two, vec<part> &found)
{
    if (mark > 1)
        if (unsigned *variable = all.having.get(mark)) {
            found.safe_push(part_of(all, *variable));
            return true;
        }
    for (unsigned i = 0; two && i < all.marks.length() && i < PAIRS_MAX; i++) {
        if (all.tag_having[i] < 0 || mark - all.marks[i] <= 1)
            continue;
        if (unsigned *variable = all.having.get(mark - all.marks[i])) {
            found.safe_push(part_of(all, i));
            found.safe_push(part_of(all, *variable));
            return true;
        }
    }
    return false;
}

void shorten_parts(shortener &all, vec<part> &parts, int place)
{
    count_mark mark = 0;
    for (unsigned i = 0; i < parts.length(); i++) {
        if (parts[i].units % CINSTR_COST_UNIT != 0)
            return;
        mark += all.marks[all.variables[parts[i].place]] *
                (count_mark)(long long)(parts[i].units / CINSTR_COST_UNIT);
    }
    vec<part> found = vNULL;
    if (place >= 0 && mark == all.marks[all.variables[place]])
        found.safe_push({place, CINSTR_COST_UNIT});
    else if (mark != 0 && (parts.length() < 2 || !find(all, mark, parts.length() > 2, found)))
        return;
    parts.release();
    parts = found;
}

bool shorten_is_count(const shortener &all, const sum &value, int tag)
{
    count_mark mark = 0;
    for (unsigned i = 0; i < value.length(); i++) {
        long long factor = llround(value[i].factor);
        if (value[i].key >= 0 || fabs(value[i].factor - (double)factor) > ROUNDED)
            return false;
        mark += all.marks[all.variables[~value[i].key]] * (count_mark)factor;
    }
    return mark == all.marks[all.variables[tag]];
}

bool shorten_is_nothing(const shortener &all, const vec<part> &parts)
{
    count_mark mark = 0;
    for (unsigned i = 0; i < parts.length(); i++)
        mark += all.marks[all.variables[parts[i].place]] * (count_mark)(long long)parts[i].units;
    return mark == 0;
}
