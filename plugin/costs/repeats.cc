/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repeats.cc - copies and fills of unknown size; see repeats.h. */
#include "costs/repeats.h"
#include "base/code.h"
#include "base/target.h"

static tree size_of(const gimple *call)
{
    return gimple_call_arg(call, 2);
}

/* Whether GCC may expand a call in place. */
static bool is_expanded(gimple *statement)
{
    if (!gimple_call_builtin_p(statement, BUILT_IN_NORMAL))
        return false;
    switch (DECL_FUNCTION_CODE(gimple_call_fndecl(statement))) {
    case BUILT_IN_MEMCPY:
    case BUILT_IN_MEMPCPY:
    case BUILT_IN_MEMSET:
        return true;
    default:
        return false;
    }
}

static bool is_repeated(gimple *statement)
{
    return is_expanded(statement) && TREE_CODE(size_of(statement)) == SSA_NAME &&
           !SSA_NAME_OCCURS_IN_ABNORMAL_PHI(size_of(statement));
}

void repeats_find(vec<repeated> &found, function *fun, unsigned variable)
{
    if (!optimize || target_repeat_register() == INVALID_REGNUM ||
        !optimize_function_for_size_p(fun))
        return;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (is_repeated(gsi_stmt(gsi)))
                found.safe_push({gsi_stmt(gsi), variable++});
}

unsigned repeats_variable(const vec<repeated> &found, const gimple *statement)
{
    for (unsigned i = 0; i < found.length(); i++)
        if (found[i].call == statement)
            return found[i].variable;
    return 0;
}

void repeats_insert_counters(const vec<repeated> &found, make_step increment, void *data)
{
    for (unsigned i = 0; i < found.length(); i++) {
        gimple_stmt_iterator gsi = gsi_for_stmt(found[i].call);
        gimple_seq code = NULL;
        tree bytes = code_evaluate(&code, long_unsigned_type_node, size_of(found[i].call));
        gimple_seq_add_seq(&code, increment(found[i].variable - 1, {bytes, NULL_TREE}, data));
        code_insert_before(&gsi, code);
    }
}
