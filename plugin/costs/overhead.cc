/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overhead.cc - instructions that are there because of the probes; see overhead.h. */
#include "costs/overhead.h"
#include "base/target.h"
#include "costs/insns.h"
#include "costs/origins.h"
#include "costs/tags.h"

static bool is_probe(rtx_insn *insn)
{
    return origins_tag(INSN_LOCATION(insn)) == TAG_PROBE;
}

/* The register that an instruction saves or restores; INVALID_REGNUM where it changes the stack
 * pointer alone. */
static unsigned saved_register(rtx_insn *insn)
{
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, PATTERN(insn), ALL)
    if (REG_P(*iter) && HARD_REGISTER_P(*iter) && REGNO(*iter) != STACK_POINTER_REGNUM &&
        REGNO(*iter) != HARD_FRAME_POINTER_REGNUM &&
        REGNO(*iter) != (unsigned)target_flags_register())
        return REGNO(*iter);
    return INVALID_REGNUM;
}

static void find_used(overhead &overhead, function *fun)
{
    CLEAR_HARD_REG_SET(overhead.used_by_program);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            if (!NONDEBUG_INSN_P(insn) || RTX_FRAME_RELATED_P(insn) || is_probe(insn))
                continue;
            subrtx_iterator::array_type array;
            FOR_EACH_SUBRTX(iter, array, PATTERN(insn), ALL)
            if (REG_P(*iter) && HARD_REGISTER_P(*iter))
                add_to_hard_reg_set(&overhead.used_by_program, GET_MODE(*iter), REGNO(*iter));
        }
}

/* A change of the stack pointer by one word, which keeps it at a multiple of 16. */
static bool aligns_stack(rtx_insn *insn)
{
    rtx set = single_set(insn);
    return set && REG_P(SET_DEST(set)) && REGNO(SET_DEST(set)) == STACK_POINTER_REGNUM &&
           GET_CODE(SET_SRC(set)) == PLUS && CONST_INT_P(XEXP(SET_SRC(set), 1)) &&
           (INTVAL(XEXP(SET_SRC(set), 1)) == UNITS_PER_WORD ||
            INTVAL(XEXP(SET_SRC(set), 1)) == -UNITS_PER_WORD);
}

/*
 * Saves and restores. Where an odd number of them would not be there, the program's code would have
 * one change more or less of the stack pointer for its alignment.
 */
static void find_saves(overhead &overhead, function *fun)
{
    CLEAR_HARD_REG_SET(overhead.only_probes);
    unsigned count = 0;
    int last = -1;
    bool aligned = false;
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            if (!NONDEBUG_INSN_P(insn) || !RTX_FRAME_RELATED_P(insn))
                continue;
            aligned |= aligns_stack(insn);
            unsigned number = saved_register(insn);
            if (number == INVALID_REGNUM || TEST_HARD_REG_BIT(overhead.used_by_program, number) ||
                TEST_HARD_REG_BIT(overhead.only_probes, number))
                continue;
            SET_HARD_REG_BIT(overhead.only_probes, number);
            last = (int)number;
            count++;
        }
    bool odd = count % 2 != 0 && !crtl->is_leaf;
    if (odd && !aligned)
        CLEAR_HARD_REG_BIT(overhead.only_probes, last);
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            if (!NONDEBUG_INSN_P(insn) || !RTX_FRAME_RELATED_P(insn))
                continue;
            unsigned number = saved_register(insn);
            if (number == INVALID_REGNUM ? odd && aligns_stack(insn)
                                         : TEST_HARD_REG_BIT(overhead.only_probes, number))
                overhead.found.add(insn);
        }
}

static bool is_call_used(unsigned number)
{
    return HARD_REGISTER_NUM_P(number) && default_function_abi.clobbers_full_reg_p(number);
}

/* Parameters' moves between registers that calls change. */
static void find_moves(overhead &overhead, function *fun)
{
    edge entry = single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(fun));
    rtx_insn *insn;
    FOR_BB_INSNS (entry->dest, insn) {
        if (!NONDEBUG_INSN_P(insn) || RTX_FRAME_RELATED_P(insn) || is_probe(insn))
            continue;
        if (insns_tag(insn) >= 0)
            break;
        rtx set = single_set(insn);
        if (set && REG_P(SET_DEST(set)) && REG_P(SET_SRC(set)) &&
            is_call_used(REGNO(SET_DEST(set))) && is_call_used(REGNO(SET_SRC(set))))
            overhead.found.add(insn);
    }
}

/* Jumps of blocks that are probes and nothing else. */
static void find_jumps(overhead &overhead, function *fun)
{
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun) {
        bool any = false, other = false;
        FOR_BB_INSNS (bb, insn)
            if (NONDEBUG_INSN_P(insn) && insn != BB_END(bb)) {
                any |= is_probe(insn);
                other |= !is_probe(insn);
            }
        if (any && !other && simplejump_p(BB_END(bb)))
            overhead.found.add(BB_END(bb));
    }
}

void overhead_find(overhead &overhead, function *fun)
{
    find_used(overhead, fun);
    find_saves(overhead, fun);
    find_moves(overhead, fun);
    find_jumps(overhead, fun);
}

bool overhead_has(overhead &overhead, rtx_insn *insn)
{
    return overhead.found.contains(insn);
}
