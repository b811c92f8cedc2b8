/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asm.cc - asm statements with operands; see asm.h. */
#include "base/asm.h"
#include "base/target.h"

static tree operand(const char *constraint, tree value)
{
    tree text = build_string(strlen(constraint) + 1, constraint);
    return build_tree_list(build_tree_list(NULL_TREE, text), value);
}

void asm_output(asm_operands &operands, const char *constraint, tree value)
{
    vec_safe_push(operands.outputs, operand(constraint, value));
}

void asm_input(asm_operands &operands, const char *constraint, tree value)
{
    vec_safe_push(operands.inputs, operand(constraint, value));
}

gasm *asm_build(const char *text, const asm_operands &operands)
{
    vec<tree, va_gc> *clobbers = NULL;
    if (operands.memory)
        vec_safe_push(clobbers, build_tree_list(NULL_TREE, build_string(7, "memory")));
    gasm *stmt = gimple_build_asm_vec(text, operands.inputs, operands.outputs, clobbers, NULL);
    gimple_asm_set_volatile(stmt, true);
    for (unsigned i = 0; i < gimple_asm_noutputs(stmt); i++) {
        tree value = TREE_VALUE(gimple_asm_output_op(stmt, i));
        if (TREE_CODE(value) == SSA_NAME)
            SSA_NAME_DEF_STMT(value) = stmt;
    }
    return stmt;
}

gasm *asm_build_miss(tree edge, tree slot_out, tree slot_in, tree function, tree return_address)
{
    asm_operands operands = {NULL, NULL, true};
    asm_output(operands, "=r", edge);
    asm_output(operands, "=r", slot_out);
    asm_input(operands, "r", slot_in);
    asm_input(operands, "r", function);
    asm_input(operands, "r", return_address);
    return asm_build(target_miss_text(), operands);
}
