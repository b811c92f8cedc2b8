/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * code.h - builds the statements of probes.
 *
 * What probes read and write aliases no object of the program, so GCC may move the program's loads
 * and stores past theirs. Statements are collected in a gimple_seq and then put in place, which
 * marks them as a probe's (mark.h).
 */
#ifndef CINSTR_PLUGIN_BASE_CODE_H
#define CINSTR_PLUGIN_BASE_CODE_H

#include "gcc.h"

void code_register(const char *plugin);

/* pointer->field, for a field of `type` at `offset`; the same of the thread's state; T.slot. */
tree code_field(tree pointer, tree type, HOST_WIDE_INT offset);
tree code_thread_field(gimple_seq *code, tree type, HOST_WIDE_INT offset);
tree code_thread_slot(gimple_seq *code);

/* New values, appended to `code`: *ref, an operation on two values, a conversion, condition ? yes :
 * no. */
tree code_load(gimple_seq *code, tree ref);
tree code_compute(gimple_seq *code, tree_code operation, tree type, tree left, tree right);
tree code_convert(gimple_seq *code, tree type, tree value);
tree code_choose(gimple_seq *code, tree type, tree condition, tree yes, tree no);

/* &node->slots[number]; how far from the node that is. */
tree code_node_slot(gimple_seq *code, tree node, unsigned number);
HOST_WIDE_INT code_node_slot_offset(unsigned number);

/* The value of an expression of whatever depth, of a type; its statements are marked. */
tree code_evaluate(gimple_seq *code, tree type, tree expression);

/* Where the function returns to. */
tree code_return_address(gimple_seq *code);

/* An unsigned long. */
tree code_constant(unsigned HOST_WIDE_INT value);

/* Appends the calls of a function, block by block, each in its order. */
void code_calls(function *fun, vec<gcall *> *calls);

/* ref = value, and field += amount (an unsigned long) */
void code_store(gimple_seq *code, tree ref, tree value);
void code_add_to(gimple_seq *code, tree pointer, HOST_WIDE_INT offset, tree amount);

/* Calls a function of the runtime, which takes at most 6 values of 64 bits; its
 * result, or NULL for void. */
tree code_call(gimple_seq *code, const char *name, tree result_type,
               std::initializer_list<tree> arguments);

/* Marks a statement, or several, that are put in place in another way. */
void code_mark(gimple *stmt);
void code_mark_all(gimple_seq code);

/* Puts the code before a statement; after one, which gsi then has passed; into an empty block.
 */
void code_insert_before(gimple_stmt_iterator *gsi, gimple_seq code);
void code_insert_after(gimple_stmt_iterator *gsi, gimple_seq code);
void code_fill_block(basic_block bb, gimple_seq code);

/*
 * Puts the code that `make` builds before the statement at `gsi`. From GCC 13 on nothing may stand
 * before a call that returns twice (setjmp) in its block: the code goes to the edges that lead
 * there, of which only the one that longjmp takes has none.
 */
void code_insert_made_before(gimple_stmt_iterator *gsi, gimple_seq (*make)(void *data), void *data);

/*
 * Where code that follows a call may be inserted after: the call itself, or, when the call ends its
 * block because it may throw, the start of a new block on the way of its return. gsi_none() when
 * it never returns.
 */
gimple_stmt_iterator code_after_call(gcall *call);

/*
 * Makes `test`, which ends with a condition, branch to a new block when that is true, which is as
 * unlikely as GCC has it; the new block rejoins at `join`. Not impossible: GCC would put the block
 * into .text.unlikely, where each function's part needs unwind information of its own.
 */
basic_block code_add_cold_block(basic_block test, basic_block join);

/* A detour that is seldom taken. Invariant: `test` ends with the condition; `cold`, which is hardly
 * ever reached, and `test` are the predecessors of `join`. */
struct cold_branch {
    basic_block test, cold, join;
};

/* Splits the block after `last` and goes by a new block, which is empty yet, when the condition is
 * true. Then: a value in `join` that differs by the way there. */
cold_branch code_split_cold(gimple *last, gimple_seq condition);
tree code_merge(const cold_branch &branch, tree hot, tree cold);

#endif
