/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sink.cc - builds the sinks. In C, for a value, a pair, an object and what a pointer points into:
 *
 *     asm volatile("" : "+r"(i));                  // integer, pointer: no instruction
 *     asm volatile("" : "+x"(d));                  // float, double, vector: stays where it is
 *     asm volatile("" : "+r"(s.a)); asm volatile("" : "+x"(s.b));
 *     asm volatile("" : : "m"(object));            // its stores are made
 *     asm volatile("" : : "m"(*(char (*)[])p));
 *     asm volatile("" : "+m"(object));             // and it may be changed
 *
 * In GIMPLE "+r"(x) has two operands: "=r" defines the new x and "0" reads the old one. Never "X"
 * or "g", which a constant satisfies, nor a choice of "m" and "r" for floats, for which GCC moves
 * them. Volatile statements are never removed, moved out of a loop or merged; without a memory
 * clobber they leave all other memory alone.
 */
#include "guard/sink.h"
#include "base/asm.h"
#include "base/target.h"

#define MAX_PARTS 4 /* of an aggregate in registers */

/* asm volatile("" : OUT(written) : IN(read)), each of which may be absent. */
static void append_asm(gimple_seq *code, const char *out, tree written, const char *in, tree read)
{
    asm_operands operands = {};
    if (written)
        asm_output(operands, out, written);
    if (read)
        asm_input(operands, in, read);
    gasm *stmt = asm_build("", operands);
    stmt->no_warning = 1; /* about what has no value yet: the program does not read it here */
    gimple_seq_add_stmt(code, stmt);
}

static tree append_assign(gimple_seq *code, tree type, tree expression)
{
    tree value = make_ssa_name(type);
    gimple_seq_add_stmt(code, gimple_build_assign(value, expression));
    return value;
}

/* A hidden copy of a value. */
static tree hide(gimple_seq *code, tree value)
{
    tree result = make_ssa_name(TREE_TYPE(value));
    sink_value(code, result, value);
    return result;
}

static tree part_of(gimple_seq *code, tree_code which, tree value)
{
    tree type = TREE_TYPE(TREE_TYPE(value));
    if (TREE_CODE(value) == COMPLEX_CST)
        return which == REALPART_EXPR ? TREE_REALPART(value) : TREE_IMAGPART(value);
    return append_assign(code, type, build1(which, type, value));
}

/* re = REAL(value); im = IMAG(value); both hidden; result = COMPLEX(re, im) */
static void sink_complex(gimple_seq *code, tree result, tree value)
{
    tree real = hide(code, part_of(code, REALPART_EXPR, value));
    tree imaginary = hide(code, part_of(code, IMAGPART_EXPR, value));
    gimple_seq_add_stmt(code, gimple_build_assign(result, COMPLEX_EXPR, real, imaginary));
}

/* temporary = value; "+m"(temporary); result = temporary: for what fits no register. */
static void sink_through_memory(gimple_seq *code, tree result, tree value)
{
    tree temporary = create_tmp_var(TREE_TYPE(value), "cinstr_sink");
    TREE_ADDRESSABLE(temporary) = 1;
    gimple_seq_add_stmt(code, gimple_build_assign(temporary, value));
    sink_object(code, temporary);
    gimple_seq_add_stmt(code, gimple_build_assign(result, temporary));
}

void sink_value(gimple_seq *code, tree result, tree value)
{
    tree type = TREE_TYPE(value);
    const char *constraint = target_value_constraint(TYPE_MODE(type));
    if (TREE_CODE(type) == COMPLEX_TYPE)
        sink_complex(code, result, value);
    else if (constraint)
        append_asm(code, ACONCAT(("=", constraint, NULL)), result, "0", value);
    else
        sink_through_memory(code, result, value);
}

const char *sink_place(tree type)
{
    if (TREE_CODE(type) == COMPLEX_TYPE)
        return "in two parts";
    const char *constraint = target_value_constraint(TYPE_MODE(type));
    if (!constraint)
        return "in memory";
    if (GET_MODE_CLASS(TYPE_MODE(type)) == MODE_INT)
        return "in a register";
    return "in a floating-point or vector register";
}

static void make_addressable(tree ref)
{
    tree base = get_base_address(ref);
    if (base && DECL_P(base))
        TREE_ADDRESSABLE(base) = 1;
}

void sink_stored(gimple_seq *code, tree ref)
{
    make_addressable(ref);
    append_asm(code, NULL, NULL_TREE, "m", ref);
}

/* char[] without a bound: GCC must take it for any part of what the pointer points into. */
static tree pointed(tree pointer)
{
    tree bytes = build_array_type(char_type_node, NULL_TREE);
    return build2(MEM_REF, bytes, pointer, build_int_cst(build_pointer_type(char_type_node), 0));
}

void sink_pointed(gimple_seq *code, tree pointer)
{
    sink_stored(code, pointed(pointer));
}

void sink_object(gimple_seq *code, tree object)
{
    tree size = COMPLETE_TYPE_P(TREE_TYPE(object)) ? TYPE_SIZE(TREE_TYPE(object)) : NULL_TREE;
    make_addressable(object);
    if (!size || TREE_CODE(size) != INTEGER_CST)
        object = pointed(build_fold_addr_expr(object));
    append_asm(code, "=m", object, "m", unshare_expr(object));
}

/* Appends the scalar parts of an aggregate; false where it has others or more than MAX_PARTS. */
static bool add_parts(tree ref, vec<tree> *parts)
{
    tree type = TREE_TYPE(ref);
    if (TYPE_VOLATILE(type) || parts->length() > MAX_PARTS)
        return false;
    if (is_gimple_reg_type(type)) {
        parts->safe_push(ref);
        return parts->length() <= MAX_PARTS;
    }
    if (TREE_CODE(type) != RECORD_TYPE)
        return false;
    for (tree field = TYPE_FIELDS(type); field; field = DECL_CHAIN(field)) {
        if (TREE_CODE(field) != FIELD_DECL || is_empty_type(TREE_TYPE(field)))
            continue;
        if (DECL_BIT_FIELD(field) || TREE_THIS_VOLATILE(field))
            return false;
        if (!add_parts(build3(COMPONENT_REF, TREE_TYPE(field), unshare_expr(ref), field, NULL_TREE),
                       parts))
            return false;
    }
    return true;
}

/* Appends an aggregate of 1, 2, 4, 8 or 16 bytes as one or two integers. */
static bool add_words(tree ref, vec<tree> *parts)
{
    if (TYPE_VOLATILE(TREE_TYPE(ref)) || !DECL_P(ref))
        return false;
    HOST_WIDE_INT size = int_size_in_bytes(TREE_TYPE(ref));
    if (size != 1 && size != 2 && size != 4 && size != 8 && size != 16)
        return false;
    HOST_WIDE_INT word = MIN(size, UNITS_PER_WORD);
    tree type = lang_hooks.types.type_for_size(word * BITS_PER_UNIT, 1);
    tree alias = build_pointer_type(char_type_node);
    if (TYPE_ALIGN(TREE_TYPE(ref)) < TYPE_ALIGN(type))
        type = build_aligned_type(type, TYPE_ALIGN(TREE_TYPE(ref)));
    for (HOST_WIDE_INT at = 0; at < size; at += word)
        parts->safe_push(
            build2(MEM_REF, type, build_fold_addr_expr(ref), build_int_cst(alias, at)));
    return true;
}

const char *sink_aggregate(gimple_seq *code, tree ref)
{
    auto_vec<tree> parts;
    HOST_WIDE_INT size = int_size_in_bytes(TREE_TYPE(ref));
    bool fits = size > 0 && size <= 2 * UNITS_PER_WORD;
    if (fits && !add_parts(ref, &parts)) {
        parts.truncate(0);
        fits = add_words(ref, &parts);
    }
    if (!fits)
        return NULL;
    for (unsigned i = 0; i < parts.length(); i++) {
        tree type = TYPE_MAIN_VARIANT(TREE_TYPE(parts[i]));
        tree hidden = hide(code, append_assign(code, type, unshare_expr(parts[i])));
        gimple_seq_add_stmt(code, gimple_build_assign(unshare_expr(parts[i]), hidden));
    }
    return parts.length() > 1 ? "in registers" : "in a register";
}

void sink_everything(gimple_seq *code)
{
    asm_operands operands = {NULL, NULL, true};
    gimple_seq_add_stmt(code, asm_build("", operands));
}

bool sink_is(gimple *stmt)
{
    gasm *sink = dyn_cast<gasm *>(stmt);
    return sink && gimple_asm_string(sink)[0] == '\0';
}
