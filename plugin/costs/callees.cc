/* SPDX-License-Identifier: GPL-3.0-or-later */
/* callees.cc - see callees.h. */
#include "costs/callees.h"
#include "base/records.h"

const char *callees_name(rtx_insn *insn)
{
    rtx call = CALL_P(insn) ? get_call_rtx_from(insn) : NULL;
    if (!call)
        return NULL;
    /* (call (mem (symbol_ref "f"))), or without a stub
     * (call (mem (mem (const (unspec [(symbol_ref "f")] UNSPEC_GOTPCREL))))) */
    rtx symbol = NULL;
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, XEXP(XEXP(call, 0), 0), ALL)
    if (GET_CODE(*iter) == SYMBOL_REF && SYMBOL_REF_FUNCTION_P(*iter))
        symbol = const_cast<rtx>(*iter);
    if (!symbol)
        return NULL;
    tree decl = SYMBOL_REF_DECL(symbol);
    if (decl && TREE_CODE(decl) == FUNCTION_DECL)
        return records_assembler_name(decl);
    const char *name = XSTR(symbol, 0);
    return *name == '*' ? name + 1 : name;
}
