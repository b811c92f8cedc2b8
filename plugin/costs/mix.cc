/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mix.cc - reads what an instruction does off its RTL pattern; see mix.h. */
#include "costs/mix.h"
#include "base/target.h"
#include "costs/insns.h"

namespace
{
/* A place in memory that an instruction accesses. */
struct memory_access {
    rtx memory;
    unsigned lanes; /* accesses of a gather or scatter; 1 of all others */
    bool reads, writes;
};

/* The accesses of an instruction. Invariant: no two are of equal memory. */
typedef auto_vec<memory_access, 4> accesses;
} // namespace

static void note(accesses &list, rtx memory, unsigned lanes, bool writes)
{
    if (GET_CODE(XEXP(memory, 0)) == SCRATCH)
        return; /* "all of memory": it orders instructions */
    for (unsigned i = 0; i < list.length(); i++)
        if (rtx_equal_p(list[i].memory, memory)) {
            list[i].reads |= !writes;
            list[i].writes |= writes;
            return;
        }
    list.safe_push({memory, lanes, !writes, writes});
}

/* The memory that is read to work out `x`, but for `except` (or NULL). */
static void note_reads(accesses &list, rtx x, rtx except)
{
    if (!x || GET_CODE(x) == PREFETCH)
        return;
    if (MEM_P(x)) {
        if (!except || !rtx_equal_p(x, except))
            note(list, x, 1, false);
        return;
    }
    if (GET_CODE(x) == CALL) { /* (call (mem (symbol_ref "f")) ...): f's code is not read */
        note_reads(list, XEXP(XEXP(x, 0), 0), except);
        return;
    }
    unsigned lanes = target_gather_lanes(x);
    const char *format = GET_RTX_FORMAT(GET_CODE(x));
    for (int i = 0; i < GET_RTX_LENGTH(GET_CODE(x)); i++)
        if (format[i] == 'e') {
            note_reads(list, XEXP(x, i), except);
        } else if (format[i] == 'E') {
            for (int j = 0; j < XVECLEN(x, i); j++) {
                rtx element = XVECEXP(x, i, j);
                if (lanes > 0 && MEM_P(element))
                    note(list, element, lanes, false);
                else
                    note_reads(list, element, except);
            }
        }
}

/*
 * A masked store leaves what the mask leaves out: the pattern has the old contents, the processor
 * does not read them.
 *
 *     (set (mem:V8SF a) (vec_merge:V8SF (reg:V8SF x) (mem:V8SF a) (reg:QI mask)))
 */
static bool is_masked_store(rtx set)
{
    rtx source = SET_SRC(set);
    return MEM_P(SET_DEST(set)) &&
           (target_is_masked_store(source) ||
            (GET_CODE(source) == VEC_MERGE && !CONST_INT_P(XEXP(source, 2))));
}

static void note_accesses(accesses &list, rtx x)
{
    switch (GET_CODE(x)) {
    case PARALLEL:
        for (int i = 0; i < XVECLEN(x, 0); i++)
            note_accesses(list, XVECEXP(x, 0, i));
        break;
    case SET: {
        rtx target = SET_DEST(x);
        note_reads(list, SET_SRC(x), is_masked_store(x) ? target : NULL);
        while (GET_CODE(target) == SUBREG || GET_CODE(target) == STRICT_LOW_PART ||
               GET_CODE(target) == ZERO_EXTRACT)
            target = XEXP(target, 0);
        if (MEM_P(target))
            note(list, target, MAX(target_gather_lanes(SET_SRC(x)), 1u), true);
        break;
    }
    case USE:
    case CLOBBER:
        break;
    default:
        note_reads(list, x, NULL);
    }
}

static bool is_spill_slot(rtx memory)
{
    return MEM_EXPR(memory) && MEM_EXPR(memory) == get_spill_slot_decl(false);
}

/* Bytes of one access; 0: the pattern does not tell. */
static unsigned size_of(rtx_insn *insn, rtx memory)
{
    if (insns_repeats(insn))
        return target_repeated_size(insn);
    HOST_WIDE_INT size;
    if (GET_MODE(memory) != BLKmode)
        return GET_MODE_SIZE(as_a<fixed_size_mode>(GET_MODE(memory)));
    return MEM_SIZE_KNOWN_P(memory) && MEM_SIZE(memory).is_constant(&size) ? (unsigned)size : 0;
}

static void add_access(mix &mix, unsigned bytes, bool reads, bool writes, unsigned times)
{
    mix.of[CINSTR_MIX_LOADS] += reads && !writes ? times : 0;
    mix.of[CINSTR_MIX_STORES] += writes ? times : 0;
    mix.of[CINSTR_MIX_UPDATES] += writes && reads ? times : 0;
    mix.of[CINSTR_MIX_LOAD_BYTES] += reads ? times * bytes : 0;
    mix.of[CINSTR_MIX_STORE_BYTES] += writes ? times * bytes : 0;
}

static void add_accesses(mix &mix, rtx_insn *insn)
{
    accesses list;
    note_accesses(list, PATTERN(insn));
    for (unsigned i = 0; i < list.length(); i++) {
        const memory_access &at = list[i];
        add_access(mix, size_of(insn, at.memory), at.reads, at.writes, at.lanes);
        if (is_spill_slot(at.memory))
            mix.of[CINSTR_MIX_SPILLS] += at.reads + at.writes;
    }
    if (unsigned size = target_hidden_load(insn))
        add_access(mix, size, true, false, 1);
    if (CALL_P(insn) && !SIBLING_CALL_P(insn) && target_return_address_size() > 0)
        add_access(mix, target_return_address_size(), false, true, 1);
    if (returnjump_p(insn) && target_return_address_size() > 0)
        add_access(mix, target_return_address_size(), true, false, 1);
}

/* Where a jump or call goes to: a register or memory, not a label or symbol. */
static bool is_indirect(rtx_insn *insn)
{
    if (CALL_P(insn)) {
        rtx call = get_call_rtx_from(insn);
        return call && !CONSTANT_P(XEXP(XEXP(call, 0), 0));
    }
    rtx jump = JUMP_P(insn) ? pc_set(insn) : NULL;
    return jump && (REG_P(SET_SRC(jump)) || MEM_P(SET_SRC(jump)));
}

/* Floating-point operations that a code stands for, by element; as processors count them: a
 * comparison, a conversion, a change of sign is none. */
static unsigned operations_of(rtx x)
{
    switch (GET_CODE(x)) {
    case PLUS:
    case MINUS:
    case MULT:
    case DIV:
    case SQRT:
    case SMIN:
    case SMAX:
        return 1;
    case FMA:
        return 2;
    case UNSPEC:
        return target_unspec_operations(x);
    default:
        return 0;
    }
}

static unsigned elements_of(machine_mode mode)
{
    return VECTOR_MODE_P(mode) ? GET_MODE_NUNITS(as_a<fixed_size_mode>(mode)) : 1;
}

static void add_flops(mix &mix, rtx x, unsigned lanes);

/*
 * Of a merge by a constant, the elements that it takes. What a mask in a register leaves out is
 * not known: all are counted.
 *
 *     addsd:     (vec_merge:V2DF (plus:V2DF a b) a 1)
 *     addsubpd:  (vec_merge:V2DF (minus:V2DF a b) (plus:V2DF a b) 1)
 */
static void add_flops_of_merge(mix &mix, rtx x)
{
    unsigned all = elements_of(GET_MODE(x)), first = all, second = all;
    if (CONST_INT_P(XEXP(x, 2))) {
        first = popcount_hwi(UINTVAL(XEXP(x, 2)) & ((HOST_WIDE_INT_1U << (all - 1) << 1) - 1));
        second = all - first;
    }
    add_flops(mix, XEXP(x, 0), first);
    add_flops(mix, XEXP(x, 1), second);
}

/* Adds the operations of an expression, of which only so many elements of a vector are used. */
static void add_flops(mix &mix, rtx x, unsigned lanes)
{
    if (!x || MEM_P(x) || GET_CODE(x) == CLOBBER || GET_CODE(x) == USE)
        return;
    if (GET_CODE(x) == VEC_MERGE) {
        add_flops_of_merge(mix, x);
        return;
    }
    machine_mode mode = GET_MODE(x);
    if (FLOAT_MODE_P(mode)) {
        unsigned flops = operations_of(x) * MIN(elements_of(mode), lanes);
        mix.of[CINSTR_MIX_FLOPS] += flops;
        mix.of[CINSTR_MIX_FLOPS_F32] += GET_MODE_INNER(mode) == SFmode ? flops : 0;
        mix.of[CINSTR_MIX_FLOPS_F64] += GET_MODE_INNER(mode) == DFmode ? flops : 0;
    }
    const char *format = GET_RTX_FORMAT(GET_CODE(x));
    for (int i = 0; i < GET_RTX_LENGTH(GET_CODE(x)); i++)
        if (format[i] == 'e')
            add_flops(mix, XEXP(x, i), lanes);
        else if (format[i] == 'E')
            for (int j = 0; j < XVECLEN(x, i); j++)
                add_flops(mix, XVECEXP(x, i, j), lanes);
}

/* Whether it is of several elements, or of a block of bytes in a register for vectors. */
static bool is_vector_operand(rtx x)
{
    machine_mode mode = GET_MODE(x);
    if (VECTOR_MODE_P(mode))
        return elements_of(mode) > 1;
    return REG_P(x) && SCALAR_INT_MODE_P(mode) && target_is_vector_register(REGNO(x)) &&
           GET_MODE_SIZE(as_a<fixed_size_mode>(mode)) >= 16;
}

/* Work on the lowest element alone, or the clearing of a register. */
static bool is_scalar_set(rtx set)
{
    rtx source = SET_SRC(set);
    return (GET_CODE(source) == VEC_MERGE && XEXP(source, 2) == const1_rtx) ||
           source == CONST0_RTX(GET_MODE(source));
}

static bool is_vector(rtx_insn *insn)
{
    rtx set = single_set(insn);
    if (set && is_scalar_set(set))
        return false;
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, PATTERN(insn), NONCONST)
    if (is_vector_operand(const_cast<rtx>(*iter)))
        return true;
    return false;
}

static bool divides(rtx_insn *insn)
{
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, PATTERN(insn), NONCONST)
    switch (GET_CODE(*iter)) {
    case DIV:
    case UDIV:
    case MOD:
    case UMOD:
    case SQRT:
        return true;
    default:
        break;
    }
    return false;
}

mix mix_of(rtx_insn *insn)
{
    mix mix = {};
    add_accesses(mix, insn);
    mix.of[CINSTR_MIX_BRANCHES] = JUMP_P(insn) && any_condjump_p(insn);
    mix.of[CINSTR_MIX_INDIRECT] = is_indirect(insn);
    add_flops(mix, PATTERN(insn), UINT_MAX);
    mix.of[CINSTR_MIX_VECTOR] = is_vector(insn);
    mix.of[CINSTR_MIX_DIVIDES] = divides(insn);
    mix.of[CINSTR_MIX_ATOMICS] = target_is_atomic(insn);
    return mix;
}
