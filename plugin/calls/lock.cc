/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lock.cc - see lock.h.
 *
 * After all inlining `&queue->lock` may be `queue + 8`, and `mutex.lock()` is a call with the
 * address of a part of a part of that member. So what counts is the variable or the pointer that
 * the address is computed from, and the distance: the type of the former says what lies there. Of
 * the types that lead there, those of system headers (pthread_mutex_t, std::mutex, vectors) are of
 * no interest.
 */
#include "calls/lock.h"
#include "base/text.h"
#include "base/types.h"
#include "heap/type.h"

namespace
{
/* Where an address lies: in a variable, or in what a pointer points at. */
struct place {
    tree decl; /* NULL: a pointer */
    tree type; /* of the variable, or of what the pointer points at */
    HOST_WIDE_INT offset;
    tree pointer; /* SSA name; NULL: a variable */
};
} // namespace

/* Steps from an address to what it is computed from. */
static const int STEPS = 16;

/* Adds the constant part of an offset; what is not constant is a multiple of an array's elements.
 */
static void add_offset(place *place, tree offset)
{
    for (int steps = 0; steps < STEPS; steps++) {
        if (tree_fits_shwi_p(offset)) {
            place->offset += tree_to_shwi(offset);
            return;
        }
        gimple *definition = TREE_CODE(offset) == SSA_NAME ? SSA_NAME_DEF_STMT(offset) : NULL;
        if (!definition || !is_gimple_assign(definition) ||
            gimple_assign_rhs_code(definition) != PLUS_EXPR)
            return;
        tree constant = gimple_assign_rhs2(definition);
        if (tree_fits_shwi_p(constant))
            place->offset += tree_to_shwi(constant);
        offset = gimple_assign_rhs1(definition);
    }
}

/* The pointer that a pointer is computed from, or NULL where its computation ends. */
static tree step_back(place *place, tree name)
{
    gimple *definition = SSA_NAME_DEF_STMT(name);
    if (!is_gimple_assign(definition))
        return NULL_TREE;
    tree source = gimple_assign_rhs1(definition);
    switch (gimple_assign_rhs_code(definition)) {
    case POINTER_PLUS_EXPR:
        add_offset(place, gimple_assign_rhs2(definition));
        return source;
    case SSA_NAME:
    case ADDR_EXPR:
    CASE_CONVERT:
        return POINTER_TYPE_P(TREE_TYPE(source)) ? source : NULL_TREE;
    default:
        return NULL_TREE;
    }
}

/* What a reference refers to: a variable then is noted, else the pointer is returned. */
static tree enter_reference(place *place, tree reference)
{
    poly_int64 bits, position;
    tree offset;
    machine_mode mode;
    int is_unsigned, is_reversed, is_volatile;
    tree base = get_inner_reference(reference, &bits, &position, &offset, &mode, &is_unsigned,
                                    &is_reversed, &is_volatile);
    HOST_WIDE_INT constant;
    if (position.is_constant(&constant))
        place->offset += constant / BITS_PER_UNIT;
    if (offset)
        add_offset(place, offset);
    if (DECL_P(base)) {
        place->decl = base;
        place->type = TREE_TYPE(base);
        return NULL_TREE;
    }
    place->type = NULL_TREE;
    if (TREE_CODE(base) != MEM_REF && TREE_CODE(base) != TARGET_MEM_REF)
        return NULL_TREE;
    add_offset(place, TREE_OPERAND(base, 1));
    return TREE_OPERAND(base, 0);
}

/* Whether the address is a place with a known type. */
static bool find_place(place *place, tree address)
{
    for (int steps = 0; address && steps < STEPS; steps++) {
        if (TREE_CODE(address) == ADDR_EXPR) {
            address = enter_reference(place, TREE_OPERAND(address, 0));
            continue;
        }
        if (TREE_CODE(address) != SSA_NAME || !POINTER_TYPE_P(TREE_TYPE(address)))
            return false;
        place->pointer = address;
        place->type = TREE_TYPE(TREE_TYPE(address));
        address = step_back(place, address);
    }
    if (place->decl)
        place->pointer = NULL_TREE;
    return place->type;
}

/* Whether a type is the library's own: what is in it has no name for the user. */
static bool is_of_system(tree type)
{
    if (!RECORD_OR_UNION_TYPE_P(type))
        return true;
    type = TYPE_MAIN_VARIANT(type);
    tree decl = TYPE_NAME(type) && TREE_CODE(TYPE_NAME(type)) == TYPE_DECL ? TYPE_NAME(type)
                                                                           : TYPE_STUB_DECL(type);
    return decl && in_system_header_at(DECL_SOURCE_LOCATION(decl));
}

static bool has_name(tree type)
{
    for (tree variant = TYPE_MAIN_VARIANT(type); variant; variant = TYPE_NEXT_VARIANT(variant))
        if (TYPE_NAME(variant))
            return true;
    return false;
}

/* The field at an offset; NULL: none. */
static tree field_at(tree type, HOST_WIDE_INT offset)
{
    for (tree field = TYPE_FIELDS(type); field; field = DECL_CHAIN(field)) {
        if (TREE_CODE(field) != FIELD_DECL || !DECL_FIELD_OFFSET(field) ||
            !tree_fits_shwi_p(DECL_FIELD_OFFSET(field)))
            continue;
        HOST_WIDE_INT start = int_byte_position(field);
        tree size = DECL_SIZE_UNIT(field);
        if (offset >= start &&
            (!size || !tree_fits_shwi_p(size) || offset < start + tree_to_shwi(size)))
            return field;
    }
    return NULL_TREE;
}

static HOST_WIDE_INT rest_of(HOST_WIDE_INT offset, HOST_WIDE_INT size)
{
    return size > 0 ? ((offset % size) + size) % size : offset;
}

/* Names the part of a place of the type, after the name of what that belongs to, if any. */
static bool append_part(auto_vec<char> *text, tree type, HOST_WIDE_INT offset, bool of_variable)
{
    while (true) {
        if (TREE_CODE(type) == ARRAY_TYPE) {
            type = TREE_TYPE(type);
            offset = rest_of(offset, types_bytes(type));
            text_append(text, "[]");
            continue;
        }
        if (is_of_system(type))
            return text->length() > 0;
        tree field = field_at(type, offset);
        if (!field)
            return text->length() > 0;
        offset -= int_byte_position(field);
        if (DECL_NAME(field)) {
            if (!of_variable && has_name(type)) {
                text->truncate(0);
                heap_type_append_name(text, type);
                text_append(text, "::");
            } else if (text->length() > 0) {
                text_append(text, ".");
            }
            text_append(text, IDENTIFIER_POINTER(DECL_NAME(field)));
        }
        type = TREE_TYPE(field);
    }
}

/* What the place's pointer was read from, if it was. */
static tree read_from(const place &place)
{
    gimple *definition = place.pointer ? SSA_NAME_DEF_STMT(place.pointer) : NULL;
    return definition && gimple_assign_load_p(definition) ? gimple_assign_rhs1(definition)
                                                          : NULL_TREE;
}

static bool name_place(auto_vec<char> *text, const place &place)
{
    if (!place.decl)
        return append_part(text, place.type, rest_of(place.offset, types_bytes(place.type)), false);
    if (!DECL_NAME(place.decl) || DECL_ARTIFICIAL(place.decl))
        return append_part(text, place.type, place.offset, false);
    text_append(text, lang_hooks.decl_printable_name(place.decl, 1));
    return append_part(text, place.type, place.offset, true);
}

/* The argument that says what is waited for. */
static tree awaited(const gcall *call)
{
    const char *name = IDENTIFIER_POINTER(DECL_NAME(gimple_call_fndecl(call)));
    if (strcmp(name, "join") == 0)
        return NULL_TREE; /* a thread is no lock */
    unsigned number = strcmp(name, "syscall") == 0;
    return gimple_call_num_args(call) > number ? gimple_call_arg(call, number) : NULL_TREE;
}

const char *lock_name(const gcall *call)
{
    auto_vec<char> text;
    tree address = awaited(call);
    for (int steps = 0; address && steps < STEPS; steps++) {
        place place = {};
        if (!find_place(&place, address))
            return NULL;
        if (name_place(&text, place))
            return xstrndup(text.address(), text.length());
        /* A pointer to a lock that stands in a variable or member: that one's name. */
        tree reference = read_from(place);
        address = reference ? build_fold_addr_expr(unshare_expr(reference)) : NULL_TREE;
    }
    return NULL;
}
