/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.h - empty asm statements that hide a value from GCC: what they read must be computed,
 * what they write may be anything.
 *
 * Each function appends statements to `code`. None of them is an instruction, unless a value must
 * change its place: the way is chosen by type and machine mode so that it seldom must.
 */
#ifndef CINSTR_PLUGIN_GUARD_SINK_H
#define CINSTR_PLUGIN_GUARD_SINK_H

#include "gcc.h"

/* Makes the SSA name `result`, which has no definition yet, a copy of `value` that GCC knows
 * nothing about. `value` is an SSA name or a constant of the same type. */
void sink_value(gimple_seq *code, tree result, tree value);

/* Where sink_value keeps a value of this type, in words for the user: "in a register". */
const char *sink_place(tree type);

/*
 * Has an object or a part of it read: what was stored there must be there. `ref` is no register
 * variable and no bit-field; it is not shared with other statements. GCC takes any asm that writes
 * memory for one that may write all of it, so what keeps stores only reads.
 */
void sink_stored(gimple_seq *code, tree ref);

/* As sink_stored for all of the object that `pointer` points into, whatever its size is. */
void sink_pointed(gimple_seq *code, tree pointer);

/* Has an object read and written: what it holds afterwards may be anything. */
void sink_object(gimple_seq *code, tree object);

/*
 * Hides a local aggregate whose address nobody has in registers, part by part, so that it is left
 * to GCC's scalar replacement. Returns where it is kept, in words for the user; NULL, with no code
 * appended, where it has more parts or is larger than two registers.
 */
const char *sink_aggregate(gimple_seq *code, tree ref);

/* Has all memory that GCC cannot prove private read and written: the last resort. */
void sink_everything(gimple_seq *code);

/* Whether a statement is an empty asm: one of these, or one of the program's. */
bool sink_is(gimple *stmt);

#endif
