/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap/type.cc - see heap/type.h. */
#include "heap/type.h"
#include "base/text.h"
#include "base/types.h"

namespace
{
/* How much evidence there is for a type, in ascending order. */
enum weight {
    WEIGHT_NONE,
    WEIGHT_CHAR,     /* char *: any memory may be passed as one */
    WEIGHT_FIELD,    /* stored into a field that is void * or char * */
    WEIGHT_SCALAR,   /* int *, struct node ** */
    WEIGHT_DECLARED, /* struct node *, which the callee returns */
    WEIGHT_RECORD,   /* struct node * */
    WEIGHT_SIZED,    /* struct node *, of the very size that the call asks for */
};

struct type_search {
    gcall *call;
    heap_call heap;
    enum weight weight = WEIGHT_NONE;
    tree type = NULL_TREE;  /* of the elements */
    tree field = NULL_TREE; /* WEIGHT_FIELD */
    hash_set<tree> seen;
};
} // namespace

static bool is_char(tree type)
{
    return INTEGRAL_TYPE_P(type) && TYPE_PRECISION(type) == BITS_PER_UNIT &&
           TREE_CODE(type) != BOOLEAN_TYPE;
}

static void propose(type_search *search, weight weight, tree type, tree field)
{
    if (weight <= search->weight)
        return;
    search->weight = weight;
    search->type = type;
    search->field = field;
}

/* Conversions and copies between a multiplication and the call that takes its result. */
static const int SIZE_STEPS = 8;

/* The constant that a size is computed as a multiple of, malloc(n * sizeof(struct node)); 0: none.
 */
static HOST_WIDE_INT factor_of(tree size)
{
    for (int steps = 0; steps < SIZE_STEPS && TREE_CODE(size) == SSA_NAME; steps++) {
        gimple *definition = SSA_NAME_DEF_STMT(size);
        if (!is_gimple_assign(definition))
            return 0;
        tree_code code = gimple_assign_rhs_code(definition);
        if (code == MULT_EXPR || code == LSHIFT_EXPR) {
            tree amount = gimple_assign_rhs2(definition);
            if (!tree_fits_shwi_p(amount))
                return 0;
            return code == MULT_EXPR ? tree_to_shwi(amount)
                                     : HOST_WIDE_INT_1 << (tree_to_shwi(amount) & 63);
        }
        if (!CONVERT_EXPR_CODE_P(code) && code != SSA_NAME)
            return 0;
        size = gimple_assign_rhs1(definition);
    }
    return 0;
}

/* How the numbers that a call gets fit elements of some size. */
enum fit {
    FIT_NONE,
    FIT_MULTIPLE, /* 800 for 8 bytes; n * 16 */
    FIT_MANY,     /* n * 8 */
    FIT_ONE       /* 8 */
};

static fit fit_argument(tree size, HOST_WIDE_INT unit)
{
    bool constant = tree_fits_shwi_p(size);
    HOST_WIDE_INT number = constant ? tree_to_shwi(size) : factor_of(size);
    if (number <= 0 || number % unit != 0)
        return FIT_NONE;
    return number > unit ? FIT_MULTIPLE : constant ? FIT_ONE : FIT_MANY;
}

/* Whether one of the call's arguments may be its size. */
static bool may_be_size(const type_search &search, int number)
{
    const heap_call &heap = search.heap;
    if (heap.action == HEAP_NONE)
        return INTEGRAL_TYPE_P(TREE_TYPE(gimple_call_arg(search.call, number)));
    return heap.result == HEAP_RETURNED && (number == heap.size || number == heap.factor);
}

static fit fit_call(const type_search &search, tree type)
{
    HOST_WIDE_INT unit = types_bytes(type);
    fit best = FIT_NONE;
    for (unsigned i = 0; unit > 0 && i < gimple_call_num_args(search.call); i++)
        if (may_be_size(search, i)) {
            fit fit = fit_argument(gimple_call_arg(search.call, i), unit);
            best = fit > best ? fit : best;
        }
    return best;
}

/* Whether the callee is declared to return a pointer to the type. */
static bool is_declared(gcall *call, tree type)
{
    tree result = TREE_TYPE(gimple_call_fntype(call));
    return POINTER_TYPE_P(result) && TYPE_MAIN_VARIANT(TREE_TYPE(result)) == type;
}

/* The result is used as a pointer to `type`. */
static void propose_element(type_search *search, tree type)
{
    while (TREE_CODE(type) == ARRAY_TYPE)
        type = TREE_TYPE(type);
    type = TYPE_MAIN_VARIANT(type);
    if (VOID_TYPE_P(type) || TREE_CODE(type) == FUNCTION_TYPE || TREE_CODE(type) == METHOD_TYPE)
        return;
    bool record = RECORD_OR_UNION_TYPE_P(type);
    weight weight = record && fit_call(*search, type) > FIT_MULTIPLE ? WEIGHT_SIZED
                    : record && is_declared(search->call, type)      ? WEIGHT_DECLARED
                    : record                                         ? WEIGHT_RECORD
                    : is_char(type)                                  ? WEIGHT_CHAR
                                                                     : WEIGHT_SCALAR;
    propose(search, weight, type, NULL_TREE);
}

static void propose_pointer(type_search *search, tree type)
{
    if (type && POINTER_TYPE_P(type))
        propose_element(search, TREE_TYPE(type));
}

static void follow(type_search *search, tree name);

/* Whether an operand is the address of what stands first in the block: &name->first. */
static bool is_first_address(tree operand, tree name)
{
    poly_int64 offset;
    if (TREE_CODE(operand) != ADDR_EXPR)
        return false;
    tree base = get_addr_base_and_unit_offset(TREE_OPERAND(operand, 0), &offset);
    return base && TREE_CODE(base) == MEM_REF && TREE_OPERAND(base, 0) == name &&
           integer_zerop(TREE_OPERAND(base, 1)) && known_eq(offset, 0);
}

/* lhs = name */
static void follow_assignment(type_search *search, gimple *use, tree name)
{
    tree lhs = gimple_assign_lhs(use);
    if (TREE_CODE(lhs) == SSA_NAME && is_first_address(gimple_assign_rhs1(use), name))
        return follow(search, lhs);
    if (gimple_assign_rhs1(use) == name && gimple_num_ops(use) == 2) {
        if (TREE_CODE(lhs) == SSA_NAME) {
            if (POINTER_TYPE_P(TREE_TYPE(lhs)))
                follow(search, lhs);
            return;
        }
        propose_pointer(search, TREE_TYPE(lhs));
        if (TREE_CODE(lhs) == COMPONENT_REF)
            propose(search, WEIGHT_FIELD, NULL_TREE, TREE_OPERAND(lhs, 1));
    }
    /* name->field, on either side */
    for (unsigned i = 0; i < gimple_num_ops(use); i++) {
        tree base = get_base_address(gimple_op(use, i));
        if (base && TREE_CODE(base) == MEM_REF && TREE_OPERAND(base, 0) == name &&
            integer_zerop(TREE_OPERAND(base, 1)))
            propose_element(search, TREE_TYPE(base));
    }
}

/* f(name): what f takes there. */
static void follow_argument(type_search *search, gimple *use, tree name)
{
    tree types = TYPE_ARG_TYPES(gimple_call_fntype(use));
    for (unsigned i = 0; i < gimple_call_num_args(use) && types; i++, types = TREE_CHAIN(types))
        if (gimple_call_arg(use, i) == name)
            propose_pointer(search, TREE_VALUE(types));
}

/* Follows all uses of a pointer to the block. */
static void follow(type_search *search, tree name)
{
    if (search->seen.add(name))
        return;
    propose_pointer(search, TREE_TYPE(name));
    imm_use_iterator iterator;
    use_operand_p operand;
    FOR_EACH_IMM_USE_FAST(operand, iterator, name)
    {
        gimple *use = USE_STMT(operand);
        switch (gimple_code(use)) {
        case GIMPLE_ASSIGN:
            follow_assignment(search, use, name);
            break;
        case GIMPLE_PHI:
            follow(search, gimple_phi_result(use));
            break;
        case GIMPLE_CALL:
            if (!gimple_call_internal_p(use))
                follow_argument(search, use, name);
            break;
        case GIMPLE_RETURN:
            propose_pointer(search, TREE_TYPE(DECL_RESULT(current_function_decl)));
            break;
        default:
            break;
        }
    }
}

void heap_type_append_name(auto_vec<char> *text, tree type)
{
    type = TYPE_MAIN_VARIANT(type);
    if (POINTER_TYPE_P(type)) {
        heap_type_append_name(text, TREE_TYPE(type));
        text_append(text, text->last() == '*' ? "*" : " *");
        return;
    }
    if (VOID_TYPE_P(type))
        return text_append(text, "void");
    if (TREE_CODE(type) == FUNCTION_TYPE || TREE_CODE(type) == METHOD_TYPE)
        return text_append(text, "function");
    tree name = TYPE_NAME(type);
    /* typedef struct {...} node; names a variant of the type only. */
    for (tree variant = type; !name && variant; variant = TYPE_NEXT_VARIANT(variant))
        name = TYPE_NAME(variant);
    if (name && TREE_CODE(name) == TYPE_DECL) {
        /* A class's with its template's arguments; a typedef would be declared, not named. */
        int verbosity = DECL_ARTIFICIAL(name) ? 2 : 1;
        return text_append(text, DECL_NAME(name) ? lang_hooks.decl_printable_name(name, verbosity)
                                                 : "struct");
    }
    if (RECORD_OR_UNION_TYPE_P(type))
        text_append(text, TREE_CODE(type) == UNION_TYPE ? "union " : "struct ");
    else if (TREE_CODE(type) == ENUMERAL_TYPE)
        text_append(text, "enum ");
    else if (VECTOR_TYPE_P(type))
        text_append(text, "vector ");
    text_append(text, name && TREE_CODE(name) == IDENTIFIER_NODE ? IDENTIFIER_POINTER(name)
                                                                 : "(unnamed)");
}

static bool is_number(tree type)
{
    return INTEGRAL_TYPE_P(type) && !is_char(type);
}

/* Whether a call takes the number of elements beside their size: as one more argument of the same
 * type, like calloc, or as a variable's address, grow(block, &capacity, sizeof *block). With a
 * pointer to data and an old block, two numbers are the old size and the new one. */
static bool takes_number_and_size(gcall *call)
{
    tree first = NULL_TREE;
    unsigned numbers = 0, ones = 0, variables = 0, others = 0, pointers = 0;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++) {
        tree argument = gimple_call_arg(call, i), type = TREE_TYPE(argument);
        pointers += POINTER_TYPE_P(type);
        variables += POINTER_TYPE_P(type) && is_number(TREE_TYPE(type));
        if (!INTEGRAL_TYPE_P(type))
            continue;
        ones += integer_onep(argument);
        numbers++;
        others += first && TYPE_PRECISION(TREE_TYPE(first)) != TYPE_PRECISION(type);
        first = argument;
    }
    return variables > 0 || (numbers == 2 && ones == 0 && others == 0 && pointers < 2);
}

/* The same of a call that is not known to allocate. */
static bool may_be_array(const type_search &search)
{
    switch (fit_call(search, search.type)) {
    case FIT_NONE:
        return !RECORD_OR_UNION_TYPE_P(search.type);
    case FIT_ONE:
        return takes_number_and_size(search.call);
    default:
        return true;
    }
}

/* Whether the call's blocks hold several elements of the type, as far as can be seen. */
static bool is_array(const type_search &search)
{
    const heap_call &heap = search.heap;
    gcall *call = search.call;
    tree type = search.type;
    HOST_WIDE_INT unit = types_bytes(type);
    if (unit > 0 && heap.action == HEAP_NONE)
        return may_be_array(search);
    if (unit <= 0 || heap.size < 0 || (unsigned)heap.size >= gimple_call_num_args(call))
        return is_char(type);
    if (heap.result == HEAP_OUT_CHANGED)
        return true;
    tree size = gimple_call_arg(call, heap.size);
    tree factor = heap.factor >= 0 ? gimple_call_arg(call, heap.factor) : integer_one_node;
    if (!integer_onep(size) && !integer_onep(factor))
        return true;
    size = integer_onep(size) ? factor : size;
    if (tree_fits_shwi_p(size)) {
        HOST_WIDE_INT number = tree_to_shwi(size);
        return number > unit && number % unit == 0;
    }
    HOST_WIDE_INT multiple = factor_of(size);
    return !RECORD_OR_UNION_TYPE_P(type) || (multiple > 0 && multiple % unit == 0);
}

static const char *describe(const type_search &search)
{
    auto_vec<char> text;
    const char *tail = "";
    if (search.weight == WEIGHT_FIELD) {
        heap_type_append_name(&text, DECL_CONTEXT(search.field));
        text_append(&text, "::");
        tail = DECL_NAME(search.field) ? IDENTIFIER_POINTER(DECL_NAME(search.field)) : "(unnamed)";
    } else {
        heap_type_append_name(&text, search.type);
        tail = is_array(search) ? "[]" : "";
    }
    text_append(&text, tail);
    return xstrndup(text.address(), text.length());
}

static bool returns_record(gcall *call)
{
    tree result = TREE_TYPE(gimple_call_fntype(call));
    return POINTER_TYPE_P(result) && RECORD_OR_UNION_TYPE_P(TREE_TYPE(result));
}

heap_type heap_type_of(gcall *call, const heap_call &heap)
{
    type_search search;
    search.call = call;
    search.heap = heap;
    if (heap.string || heap.result == HEAP_OUT_LENGTH || heap.result == HEAP_OUT_CHANGED) {
        propose_element(&search, char_type_node);
    } else if (heap.out >= 0) {
        tree out = gimple_call_arg(call, heap.out);
        if (TREE_CODE(out) == ADDR_EXPR)
            propose_pointer(&search, TREE_TYPE(TREE_OPERAND(out, 0)));
    }
    if (tree lhs = gimple_call_lhs(call)) {
        if (heap.result == HEAP_RETURNED && TREE_CODE(lhs) == SSA_NAME)
            follow(&search, lhs);
        else if (heap.result == HEAP_RETURNED)
            propose_pointer(&search, TREE_TYPE(lhs));
    }
    if (search.weight == WEIGHT_NONE)
        return {NULL, true, false, false};
    bool weak = search.weight < WEIGHT_SCALAR;
    bool declared = is_declared(call, search.type);
    bool cast = !declared && search.weight == WEIGHT_RECORD && returns_record(call);
    return {describe(search), weak, cast || (!weak && fit_call(search, search.type) != FIT_NONE),
            declared};
}
