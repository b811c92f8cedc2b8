/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expanded.cc - statements that `expand` puts where their values are used; see expanded.h. */
#include "costs/expanded.h"

static bool is_argument(tree name, gphi *phi)
{
    for (unsigned i = 0; name && i < gimple_phi_num_args(phi); i++)
        if (gimple_phi_arg_def(phi, i) == name)
            return true;
    return false;
}

/* Whether a statement makes the next value of a loop's variable that another one reads: both values
 * are in one register. */
static bool steps(gimple *statement, gimple *reader)
{
    ssa_op_iter iter;
    tree name;
    FOR_EACH_SSA_TREE_OPERAND(name, reader, iter, SSA_OP_USE)
    if (gphi *phi = dyn_cast<gphi *>(SSA_NAME_DEF_STMT(name)))
        if (is_argument(gimple_get_lhs(statement), phi))
            return true;
    return false;
}

/* Whether a statement cannot go from its place down to another. */
static bool is_held(gimple *statement, gimple *to)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(statement);
    for (gsi_next(&gsi); !gsi_end_p(gsi) && gsi_stmt(gsi) != to; gsi_next(&gsi))
        if ((gimple_vuse(statement) && gimple_vdef(gsi_stmt(gsi))) ||
            steps(gsi_stmt(gsi), statement))
            return true;
    return false;
}

gassign *expanded_at(tree name, gimple *use)
{
    if (TREE_CODE(name) != SSA_NAME || SSA_NAME_IS_DEFAULT_DEF(name))
        return NULL;
    gassign *definition = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(name));
    bool moves = definition && gimple_bb(definition) == gimple_bb(use) &&
                 ssa_is_replaceable_p(definition) && !is_held(definition, use);
    return moves ? definition : NULL;
}

gimple *expanded_into(gimple *statement)
{
    tree name = gimple_get_lhs(statement);
    use_operand_p operand;
    gimple *use;
    if (!name || TREE_CODE(name) != SSA_NAME || !single_imm_use(name, &operand, &use))
        return NULL;
    return expanded_at(name, use) ? use : NULL;
}
