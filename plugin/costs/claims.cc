/* SPDX-License-Identifier: GPL-3.0-or-later */
/* claims.cc - equations about the flow that may be true; see claims.h. */
#include "costs/claims.h"
#include "costs/blocks.h"

#include <math.h>

namespace
{
/* One claim; see claims_add. */
struct claim {
    double doubt;
    unsigned order; /* among those of equal doubt */
    sum equation;
};
} // namespace

static vec<claim> claims;
static unsigned next_claim;  /* all before it were tried; 0: not sorted yet */
static vec<edge> edges;      /* of the RTL graph: unknown i is edge i, and that is its aux */
static unsigned first_block; /* unknown first_block + n is RTL block n */

/* The doubt of a claim whose sides are both expected never to run. Where GCC expects nothing at
 * all, at -O0, it does not merge or copy either, and no claim is doubtful. */
static const double COLD = 0.3;

void claims_begin(function *fun)
{
    basic_block bb;
    edge e;
    edge_iterator ei;
    FOR_BB_BETWEEN(bb, ENTRY_BLOCK_PTR_FOR_FN(fun), EXIT_BLOCK_PTR_FOR_FN(fun), next_bb)
    FOR_EACH_EDGE (e, ei, bb->succs) {
        e->aux = (void *)(intptr_t)edges.length();
        edges.safe_push(e);
    }
    mark_dfs_back_edges();
    first_block = edges.length();
    solve_begin(first_block + last_basic_block_for_fn(fun));
}

void claims_end(void)
{
    for (unsigned i = 0; i < claims.length(); i++)
        claims[i].equation.release();
    for (unsigned i = 0; i < edges.length(); i++)
        edges[i]->aux = NULL;
    claims.truncate(0);
    edges.truncate(0);
    next_claim = 0;
}

unsigned claims_unknowns(void)
{
    return first_block + last_basic_block_for_fn(cfun);
}

int claims_block(const_basic_block bb)
{
    return (int)first_block + bb->index;
}

int claims_edge(edge e)
{
    return (int)(intptr_t)e->aux;
}

int claims_given(int place)
{
    return ~place;
}

bool claims_ends_loop(basic_block bb)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (e->flags & EDGE_DFS_BACK)
            return true;
    return false;
}

double claims_expected(profile_count count)
{
    return (double)blocks_frequency(count);
}

double claims_doubt(double left, double right)
{
    if (left <= 0 && right <= 0)
        return claims_expected(ENTRY_BLOCK_PTR_FOR_FN(cfun)->count) > 0 ? COLD : 0;
    return left <= 0 || right <= 0 ? 9 : fabs(log(left / right));
}

void claims_add(const sum &equation, double left, double right)
{
    claims.safe_push({claims_doubt(left, right), claims.length(), equation});
}

unsigned claims_count(void)
{
    return claims.length();
}

void claims_keep_best(unsigned first)
{
    double least = HUGE_VAL;
    for (unsigned i = first; i < claims.length(); i++)
        least = MIN(least, claims[i].doubt);
    for (unsigned i = claims.length(); i-- > first;)
        if (claims[i].doubt > MAX(least, CLAIMS_CERTAIN)) {
            claims[i].equation.release();
            claims.ordered_remove(i);
        }
}

static int compare_claims(const void *left, const void *right)
{
    const claim *a = (const claim *)left, *b = (const claim *)right;
    bool certain = a->doubt <= CLAIMS_CERTAIN && b->doubt <= CLAIMS_CERTAIN;
    if (!certain && a->doubt != b->doubt)
        return a->doubt < b->doubt ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void dump_claim(const claim &claim, const char *what, const vec<tag> &tags)
{
    fprintf(dump_file, ";; %s, doubt %.3f:", what, claim.doubt);
    for (unsigned i = 0; i < claim.equation.length(); i++) {
        const term &term = claim.equation[i];
        fprintf(dump_file, " %+g*", term.factor);
        if (term.key >= (int)first_block)
            fprintf(dump_file, "block %u", term.key - first_block);
        else if (term.key >= 0)
            fprintf(dump_file, "edge %d->%d", edges[term.key]->src->index,
                    edges[term.key]->dest->index);
        else if (tags[~term.key].on_edge)
            fprintf(dump_file, "(%d->%d)", tags[~term.key].source, tags[~term.key].target);
        else
            fprintf(dump_file, "(%d)", tags[~term.key].source);
    }
    fputc('\n', dump_file);
}

void claims_believe(double doubt, const vec<tag> &tags)
{
    if (next_claim == 0)
        claims.qsort(compare_claims);
    for (; next_claim < claims.length() && claims[next_claim].doubt <= doubt; next_claim++) {
        bool news = solve_believe(claims[next_claim].equation);
        if (dump_file)
            dump_claim(claims[next_claim], news ? "believed" : "nothing new", tags);
    }
    if (dump_file && doubt >= CLAIMS_DOUBTFUL)
        for (unsigned i = next_claim; i < claims.length(); i++)
            dump_claim(claims[i], "doubtful", tags);
}
