/* SPDX-License-Identifier: GPL-3.0-or-later */
/* insns.cc - what the instructions of the final code are; see insns.h. */
#include "costs/insns.h"
#include "base/target.h"
#include "costs/asm_text.h"
#include "costs/origins.h"
#include "costs/tags.h"

/* The text of an asm statement; NULL: it is something else. */
static const char *template_of(rtx_insn *insn)
{
    rtx pattern = PATTERN(insn);
    if (GET_CODE(pattern) == ASM_INPUT)
        return XSTR(pattern, 0);
    return asm_noperands(pattern) >= 0 ? decode_asm_operands(pattern, NULL, NULL, NULL, NULL, NULL)
                                       : NULL;
}

unsigned insns_count(rtx_insn *insn)
{
    if (!NONDEBUG_INSN_P(insn) || GET_CODE(PATTERN(insn)) == USE ||
        GET_CODE(PATTERN(insn)) == CLOBBER)
        return 0;
    if (const char *text = template_of(insn))
        return asm_text_instructions(text);
    return recog_memoized(insn) >= 0 ? target_instructions(insn, asm_text_instructions) : 0;
}

bool insns_repeats(rtx_insn *insn)
{
    return target_repeat_register() != INVALID_REGNUM && INSN_CODE(insn) >= 0 &&
           startswith(get_insn_name(INSN_CODE(insn)), "*rep_");
}

bool insns_asm_repeats(rtx_insn *insn)
{
    const char *text = NONDEBUG_INSN_P(insn) ? template_of(insn) : NULL;
    return text && asm_text_repeats(text);
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
