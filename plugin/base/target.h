/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.h - what differs between processors: the assembly text of the probes.
 *
 * A port adds a target-<cpu>.cc with these definitions.
 */
#ifndef CINSTR_PLUGIN_BASE_TARGET_H
#define CINSTR_PLUGIN_BASE_TARGET_H

#include "gcc.h"

/* Why code cannot be instrumented for the current target; NULL when it can. What is not of 64 bits
 * and little-endian cannot. */
const char *target_refusal(void);

/*
 * The text of the cold call of an entry probe (asm_build_miss):
 *     (edge %0, slot %1) = miss(slot %2, function %3, return_address %4)
 * It changes no register but the two results'.
 */
const char *target_miss_text(void);

/*
 * Appends code that finds T anew. NULL: none is needed, GCC's own way of addressing it is right in
 * fibers too, which another thread may run after any call.
 */
tree target_build_thread(gimple_seq *code);

/*
 * Builds a read of the clock, without a fence, and what follows from it:
 *     now = clock(); node->time += now - T.last; T.last = now + T.<cost>
 * `cost` is the offset of a field of cinstr_thread. One asm without memory operands: what GCC does
 * not see it need not allocate registers for, and it compiles faster by a twentieth. Nothing but
 * probes touches what it reads and writes, and volatile asms keep their order. `elapsed` is set to
 * the SSA name of now - T.last.
 */
gimple *target_build_clock(tree node, unsigned cost, tree *elapsed);

/* A bit of T.last that is 0 after each reading of the clock. 0: there is none, and two readings
 * always differ. */
unsigned target_clock_mark(void);

/* Ticks that a call must take before the runtime is asked whether it waited: at most
 * ci_processor_wait_ticks (runtime/processor.h) on any machine. */
unsigned target_wait_ticks(void);

/*
 * The same with clock=sampled, where S is what T.sampled points at:
 *     if (++S.events >= S.turn ? turn() : S.weight)
 *         now = clock(), elapsed = now - T.last,
 *         node->time += elapsed > LONG ? elapsed : elapsed * S.weight, T.last = now + T.<cost>
 */
gimple *target_build_sampled_clock(tree node, unsigned cost);

/*
 * With clock=sampled, the clock before and after a call that can block. It is always read there:
 *     S.begun = now = clock() + T.<cost>
 *     if (S.weight)
 *         elapsed = ..., node->time += ..., T.last = now // as above
 * and then
 *     now = clock(), start = S.weight ? T.last : S.begun, elapsed = now - start
 *     node->time += elapsed, T.last = S.weight ? now + T.<cost> : T.last + elapsed
 */
gimple *target_build_wait_start(tree node, unsigned cost);
gimple *target_build_wait_end(tree node, unsigned cost, tree *elapsed);

/*
 * The constraint of an asm operand that holds a value of this mode where GCC holds it anyway: in a
 * general, floating-point or vector register. NULL where only memory does.
 */
const char *target_value_constraint(machine_mode mode);

/* Whether a value of this mode stays in its register around a loop at no cost. */
bool target_carries(machine_mode mode);

/* How the assembler reads a text. */
struct target_asm_syntax {
    const char *comment;         /* begins one that ends with the line */
    const char *const *prefixes; /* words that stand for a part of an instruction; ends with NULL */
    bool has_alternatives;       /* GCC takes one part of {one|other} */
};
const target_asm_syntax &target_asm(void);

/* Machine instructions that one of GCC's patterns becomes; `count` counts those of a text. */
unsigned target_instructions(rtx_insn *insn, unsigned (*count)(const char *text));

/*
 * What GCC adds after its last pass that knows blocks. At the entry of a function: a mark that
 * calls through pointers may lead there (-fcf-protection), a call of mcount (-pg), room for patches
 * (-fpatchable-function-entry). After a label or a call: a mark that jumps through pointers may.
 */
unsigned target_entry_instructions(void);
unsigned target_marks_after(rtx_insn *insn);

/* Bytes of the longest instruction that fills a gap. */
unsigned target_longest_nop(void);

/* The register of the flags. */
int target_flags_register(void);

/* The register that tells how often an instruction repeats (insns_repeats); INVALID_REGNUM: none
 * does. */
unsigned target_repeat_register(void);

/* Whether a register holds vectors. */
bool target_is_vector_register(unsigned number);

/* What patterns of the final code mean, of which GCC knows no more than a number (costs/mix.cc). */

/* Bytes that a call pushes and a return pops; 0: the return address is in a register. */
unsigned target_return_address_size(void);
/* Bytes that an instruction loads though its pattern has no memory; 0: none. */
unsigned target_hidden_load(rtx_insn *insn);
/* Bytes of each step of an instruction that repeats (insns_repeats). */
unsigned target_repeated_size(rtx_insn *insn);
/* How many elements an expression gathers from memory or scatters over it; 0: it does not. */
unsigned target_gather_lanes(rtx x);
/* Whether the expression is what a masked store writes: new elements and, by the mask, old ones. */
bool target_is_masked_store(rtx x);
/* Floating-point operations for each element of an unspec. */
unsigned target_unspec_operations(rtx x);
/* Whether an instruction locks memory or is a fence. */
bool target_is_atomic(rtx_insn *insn);

/* Writes the object's constructor and destructor, which hand its records to the runtime: one pair
 * for each program or shared library, however many units it has. */
void target_emit_object_hooks(void);

/*
 * Zero where `address` is the code that the C library has a handler return to: it asks the kernel
 * to end the signal. An unsigned long; any address of code may be asked about.
 */
tree target_compare_signal_return(gimple_seq *code, tree address);

#endif
