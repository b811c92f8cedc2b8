/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims.h - equations about the flow that may be true.
 *
 * A claim says that some blocks or edges of the final code run as often, together, as some places
 * of GIMPLE do. It is the more credible, the nearer GCC's own expectations of both sides are to
 * each other: GCC adds them up when it merges blocks and divides them when it copies one.
 *
 * Needs nothing of GCC but vec.
 */
#ifndef CINSTR_PLUGIN_COSTS_CLAIMS_H
#define CINSTR_PLUGIN_COSTS_CLAIMS_H

#include "costs/solve.h"

/* Doubts; see claims_doubt. Nothing but experience speaks for their values: the judge is callgrind
 * (tests/oracle/instructions.py), and a change of one shows there. */
/* Claims of no more doubt are as good as certain: GCC rounds when it scales its expectations, and
 * 50 against 51 is a doubt of 0.02. */
static const double CLAIMS_CERTAIN = 0.02;
/* Claims of more doubt, where one side is expected 1.65 times as often as the other, are no better
 * than what GCC expects. */
static const double CLAIMS_DOUBTFUL = 0.5;
/* A claim whose sides are both expected never to run: probably true, but any other may be truer. */
static const double CLAIMS_COLD = 0.3;
/* A claim of which one side alone is expected never to run: more doubt than any quotient of two
 * expectations that are worth a comparison, of which e^9 is 8100. */
static const double CLAIMS_ABSURD = 9;

/* One claim. The claims own the equation. */
struct claim {
    double doubt;
    unsigned order; /* among those of equal doubt */
    sum equation;
};

/* The claims about one function. Invariant: those before `next` were tried; while it is 0 they are
 * in the order in which they were made. */
struct claims {
    vec<claim> all;
    unsigned next;
    /* Whether GCC expects anything at all, or might have without -fno-guess-branch-probability.
     * Where it does not, at -O0, it does not merge or copy blocks either, and no claim is doubtful.
     */
    bool has_expectations;
};

/* What became of a claim. */
enum claim_fate { CLAIM_BELIEVED, CLAIM_NOTHING_NEW, CLAIM_DOUBTFUL };

void claims_begin(claims &claims, bool has_expectations);
void claims_end(claims &claims);

/* How far two expectations are from each other: the logarithm of their quotient, without the sign.
 * 0 is no doubt at all. */
double claims_doubt(const claims &claims, double left, double right);

/* Makes the claim "equation = 0", which is taken over, where GCC expects these two of its sides. */
void claims_add(claims &claims, const sum &equation, double left, double right);

/* The number of claims so far. */
unsigned claims_count(const claims &claims);

/* Of the claims from number `first` on, of which only one may be true, drops all but the certain
 * ones or else the best one. */
void claims_keep_best(claims &claims, unsigned first);

/* Drops the claims from number `first` on unless all of them are certain. Returns whether there are
 * any left. */
bool claims_keep_certain(claims &claims, unsigned first);

/*
 * Believes (solve.h) the claims that have no more doubt and were not tried yet, by their doubt. No
 * claim may be made any more. `tell`, unless NULL, is called with each that was tried, and with the
 * rest when `doubt` is CLAIMS_DOUBTFUL.
 */
void claims_believe(claims &claims, solver &solver, double doubt,
                    void (*tell)(const claim &claim, claim_fate fate, void *data), void *data);

#endif
