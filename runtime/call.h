/* SPDX-License-Identifier: MIT */
/*
 * call.h - a call that the tree has no edge for yet, and what its call site says of it.
 *
 * Part of the cold path: tree.h tells the rules.
 */
#ifndef CINSTR_RUNTIME_CALL_H
#define CINSTR_RUNTIME_CALL_H

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stdint.h>

struct ci_node;

/* Invariant: `slot` is one of `parent`'s. */
struct ci_call {
    struct ci_node *parent; /* the caller's context */
    struct cinstr_edge **slot;
    const struct cinstr_function *function; /* that was entered */
    uintptr_t return_address;
    uintptr_t body;  /* an address inside the function */
    uintptr_t stack; /* an address on the stack that it runs on; 0: not known */
    uint32_t flags;  /* CI_NODE_FIBER or CI_NODE_HANDLER, of the node that it makes, or 0 */
};

/*
 * Whether the slot was left behind by a tail call that has returned already, so that the caller now
 * is not the function that the slot belongs to. If a signal's handler was called, this says
 * nothing: the signal may have arrived between the last instructions of the jumping function.
 */
bool ci_call_is_stale(const struct ci_call *call);

/* The number of the call's site among its caller's. The parent must not be a root. */
uint32_t ci_call_site(const struct ci_call *call);

/*
 * Tells apart the ways in which one site may enter one function: directly, or through code without
 * probes (qsort, a signal), which gets a frame of its own. Equal numbers mean equal frames.
 */
uintptr_t ci_call_between(const struct ci_call *call);

/* Whether the call site shows that the function that was entered runs on its caller's stack: it
 * names that function, or the caller was left for it by a jump. */
bool ci_call_keeps_stack(const struct ci_call *call);

enum {
    CI_BETWEEN_NOTHING = 0, /* the site names the function that was entered */
    CI_BETWEEN_UNPROBED = 1 /* it names another one; other numbers are return addresses */
};

#endif
