/* SPDX-License-Identifier: GPL-3.0-or-later */
/* insns.cc - what the instructions of the final code are; see insns.h. */
#include "costs/insns.h"
#include "base/target.h"
#include "costs/asm_text.h"
#include "costs/origins.h"
#include "costs/tags.h"

unsigned insns_count(rtx_insn *insn)
{
    if (!NONDEBUG_INSN_P(insn))
        return 0;
    rtx pattern = PATTERN(insn);
    if (GET_CODE(pattern) == USE || GET_CODE(pattern) == CLOBBER)
        return 0;
    if (GET_CODE(pattern) == ASM_INPUT || asm_noperands(pattern) >= 0)
        return asm_text_instructions(
            GET_CODE(pattern) == ASM_INPUT
                ? XSTR(pattern, 0)
                : decode_asm_operands(pattern, NULL, NULL, NULL, NULL, NULL));
    return recog_memoized(insn) >= 0 ? target_instructions(insn, asm_text_instructions) : 0;
}

bool insns_repeats(rtx_insn *insn)
{
    return target_repeat_register() != INVALID_REGNUM && INSN_CODE(insn) >= 0 &&
           startswith(get_insn_name(INSN_CODE(insn)), "*rep_");
}

bool insns_is_setjmp(const rtx_insn *insn)
{
    return CALL_P(insn) && find_reg_note(insn, REG_SETJMP, NULL);
}

bool insns_may_leave(rtx_insn *insn)
{
    return CALL_P(insn) &&
           (!RTL_CONST_OR_PURE_CALL_P(insn) || RTL_LOOPING_CONST_OR_PURE_CALL_P(insn));
}

int insns_tag(rtx_insn *insn)
{
    return insns_count(insn) > 0 ? origins_tag(INSN_LOCATION(insn)) : TAG_PROBE;
}

rtx insns_condition(basic_block bb)
{
    rtx set = EDGE_COUNT(bb->succs) == 2 && JUMP_P(BB_END(bb)) ? pc_set(BB_END(bb)) : NULL;
    return set && GET_CODE(SET_SRC(set)) == IF_THEN_ELSE ? XEXP(SET_SRC(set), 0) : NULL;
}

edge insns_other_edge(edge e)
{
    return EDGE_SUCC(e->src, e == EDGE_SUCC(e->src, 0));
}
