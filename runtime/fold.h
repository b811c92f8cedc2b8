/* SPDX-License-Identifier: MIT */
/*
 * fold.h - whether a recursive call gets a node of its own or leads back to an ancestor's.
 *
 * A call of g from the context P is folded onto X, the nearest ancestor-or-self of P with the
 * function g. A stack that the profile shows then lacks the frames from X down to P. Nothing is
 * lost by that if each of these frames (function, call site, code without probes between) also
 * occurs above X: by induction over calls, the set of frames on the folded stack is the set on the
 * real stack, and pprof's cum, which counts a frame once per stack, is the same. If the nearest
 * ancestor does not qualify, no other does: one further up drops more frames and has fewer above
 * it.
 *
 * Under the rules that follow, cum is a lower bound: of lines, or of functions too.
 *
 * Part of the cold path: tree.h tells the rules.
 */
#ifndef CINSTR_RUNTIME_FOLD_H
#define CINSTR_RUNTIME_FOLD_H

#include "call.h"
#include "tree.h"

/* From the least to the most lossy. CINSTR_RECURSION chooses the first one; spent memory makes
 * the tree go on to the next. */
enum ci_fold {
    CI_FOLD_NEVER,     /* full: one node per call */
    CI_FOLD_FRAMES,    /* exact: where no frame is lost */
    CI_FOLD_FUNCTIONS, /* where no function is lost from the stack; call sites may be */
    CI_FOLD_NEAREST,   /* always */
    CI_FOLD_RULES
};

/* Set before threads run. */
extern enum ci_fold ci_fold_rule;

/* What a call meets above it. */
struct ci_ancestry {
    struct ci_node *same; /* the nearest ancestor-or-self with the function; NULL: none */
    uint32_t same_site;   /* the frame that the path leaves it by */
    uintptr_t same_between;
    uintptr_t between; /* of the call's own frame */
    bool frame_known;  /* the call's own frame stands above already */
};

struct ci_ancestry ci_fold_ancestry(const struct ci_call *call);

/* The least lossy rule that would fold the call; CI_FOLD_RULES: it is not recursive. */
enum ci_fold ci_fold_least(const struct ci_call *call, const struct ci_ancestry *ancestry);

/* The path of the node that the call gets for itself. */
struct ci_path ci_fold_path(const struct ci_call *call, const struct ci_ancestry *ancestry);

#endif
