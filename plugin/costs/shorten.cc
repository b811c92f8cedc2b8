/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shorten.cc - sums of counts in fewer terms; see shorten.h.
 *
 * Every count is a sum of counters. Each counter gets a large number of its own, and a sum of
 * counters has the sum of their numbers. Sums of the same number are the same, as good as
 * certainly: 64 bits tell even some thousands of counts apart.
 */
#include "costs/shorten.h"
#include "costs/flow.h"

typedef unsigned long long mark;

static vec<mark> marks;     /* by variable */
static vec<int> tag_having; /* by variable: a tag that has it, or TAG_NONE */
static hash_map<int_hash<mark, 0, 1>, unsigned> *having; /* mark -> variable */
static const vec<unsigned> *variable_of;                 /* by tag */

/* Beyond this many blocks and counts in a function, sums of two are not looked for. */
static const unsigned PAIRS_MAX = 4096;

/* The finalizer of SplitMix64: any numbers will do that have nothing to do with each other. */
static mark scatter(mark value)
{
    value += 0x9e3779b97f4a7c15ull;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
    return value ^ (value >> 31);
}

void shorten_begin(const vec<unsigned> &variables)
{
    variable_of = &variables;
    marks.truncate(0);
    tag_having.truncate(0);
    for (unsigned i = 0; i <= flow_counters(); i++)
        marks.safe_push(scatter(i));
    const vec<unsigned> &words = flow_equations();
    for (unsigned i = 0; i < words.length();) {
        mark mark = 0;
        for (unsigned terms = words[i++]; terms > 0; terms--, i++)
            mark += words[i] & 1 ? -marks[words[i] >> 1] : marks[words[i] >> 1];
        marks.safe_push(mark);
    }
    for (unsigned i = 0; i < marks.length(); i++)
        tag_having.safe_push(TAG_NONE);
    delete having;
    having = new hash_map<int_hash<::mark, 0, 1>, unsigned>;
    for (unsigned i = variables.length(); i-- > 0;) {
        tag_having[variables[i]] = (int)i;
        if (marks[variables[i]] > 1)
            having->put(marks[variables[i]], variables[i]);
    }
}

static part part_of(unsigned variable)
{
    return {tag_having[variable], COSTS_UNIT};
}

/* Finds one variable with the mark, or two. */
static bool find(mark mark, bool two, vec<part> &found)
{
    if (mark > 1)
        if (unsigned *variable = having->get(mark)) {
            found.safe_push(part_of(*variable));
            return true;
        }
    for (unsigned i = 0; two && i < marks.length() && i < PAIRS_MAX; i++) {
        if (tag_having[i] < 0 || mark - marks[i] <= 1)
            continue;
        if (unsigned *variable = having->get(mark - marks[i])) {
            found.safe_push(part_of(i));
            found.safe_push(part_of(*variable));
            return true;
        }
    }
    return false;
}

void shorten_parts(vec<part> &parts, int place)
{
    mark mark = 0;
    for (unsigned i = 0; i < parts.length(); i++) {
        if (parts[i].units % COSTS_UNIT != 0)
            return;
        mark += marks[(*variable_of)[parts[i].place]] *
                (::mark)(long long)(parts[i].units / COSTS_UNIT);
    }
    vec<part> found = vNULL;
    if (place >= 0 && mark == marks[(*variable_of)[place]])
        found.safe_push({place, COSTS_UNIT});
    else if (mark != 0 && (parts.length() < 2 || !find(mark, parts.length() > 2, found)))
        return;
    parts.release();
    parts = found;
}

bool shorten_is_nothing(const vec<part> &parts)
{
    mark mark = 0;
    for (unsigned i = 0; i < parts.length(); i++)
        mark += marks[(*variable_of)[parts[i].place]] * (::mark)(long long)parts[i].units;
    return mark == 0;
}
