/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap/type.cc - see heap/type.h. */
#include "heap/type.h"
#include "base/code.h"
#include "base/options.h"
#include "base/pass.h"

namespace
{
/* How much evidence there is for a type, in ascending order. */
enum weight {
    WEIGHT_NONE,
    WEIGHT_CHAR,   /* char *: any memory may be passed as one */
    WEIGHT_FIELD,  /* stored into a field that is void * or char * */
    WEIGHT_SCALAR, /* int *, struct node ** */
    WEIGHT_RECORD, /* struct node * */
};

struct type_search {
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

/* The result is used as a pointer to `type`. */
static void propose_element(type_search *search, tree type)
{
    while (TREE_CODE(type) == ARRAY_TYPE)
        type = TREE_TYPE(type);
    type = TYPE_MAIN_VARIANT(type);
    if (VOID_TYPE_P(type) || TREE_CODE(type) == FUNCTION_TYPE || TREE_CODE(type) == METHOD_TYPE)
        return;
    weight weight = RECORD_OR_UNION_TYPE_P(type) ? WEIGHT_RECORD
                    : is_char(type)              ? WEIGHT_CHAR
                                                 : WEIGHT_SCALAR;
    propose(search, weight, type, NULL_TREE);
}

static void propose_pointer(type_search *search, tree type)
{
    if (type && POINTER_TYPE_P(type))
        propose_element(search, TREE_TYPE(type));
}

static void follow(type_search *search, tree name);

/* lhs = name */
static void follow_assignment(type_search *search, gimple *use, tree name)
{
    tree lhs = gimple_assign_lhs(use);
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
    auto append = [text](const char *more) {
        while (*more)
            text->safe_push(*more++);
    };
    type = TYPE_MAIN_VARIANT(type);
    if (POINTER_TYPE_P(type)) {
        heap_type_append_name(text, TREE_TYPE(type));
        append(text->last() == '*' ? "*" : " *");
        return;
    }
    if (VOID_TYPE_P(type))
        return append("void");
    if (TREE_CODE(type) == FUNCTION_TYPE || TREE_CODE(type) == METHOD_TYPE)
        return append("function");
    tree name = TYPE_NAME(type);
    /* typedef struct {...} node; names a variant of the type only. */
    for (tree variant = type; !name && variant; variant = TYPE_NEXT_VARIANT(variant))
        name = TYPE_NAME(variant);
    if (name && TREE_CODE(name) == TYPE_DECL)
        return append(DECL_NAME(name) ? lang_hooks.decl_printable_name(name, 1) : "struct");
    if (RECORD_OR_UNION_TYPE_P(type))
        append(TREE_CODE(type) == UNION_TYPE ? "union " : "struct ");
    else if (TREE_CODE(type) == ENUMERAL_TYPE)
        append("enum ");
    else if (VECTOR_TYPE_P(type))
        append("vector ");
    append(name && TREE_CODE(name) == IDENTIFIER_NODE ? IDENTIFIER_POINTER(name) : "(unnamed)");
}

/* Conversions and copies between a multiplication and the call that takes its result. */
static const int SIZE_STEPS = 8;

/* Whether a size is computed as a multiple of `unit`: malloc(n * sizeof(struct node)). */
static bool is_multiple(tree size, HOST_WIDE_INT unit)
{
    for (int steps = 0; steps < SIZE_STEPS && TREE_CODE(size) == SSA_NAME; steps++) {
        gimple *definition = SSA_NAME_DEF_STMT(size);
        if (!is_gimple_assign(definition))
            return false;
        tree_code code = gimple_assign_rhs_code(definition);
        if (code == MULT_EXPR || code == LSHIFT_EXPR) {
            tree amount = gimple_assign_rhs2(definition);
            if (!tree_fits_shwi_p(amount))
                return false;
            HOST_WIDE_INT factor = code == MULT_EXPR
                                       ? tree_to_shwi(amount)
                                       : HOST_WIDE_INT_1 << (tree_to_shwi(amount) & 63);
            return factor > 0 && factor % unit == 0;
        }
        if (!CONVERT_EXPR_CODE_P(code) && code != SSA_NAME)
            return false;
        size = gimple_assign_rhs1(definition);
    }
    return false;
}

/* Whether the call's blocks hold several elements of `type`, as far as can be seen. */
static bool is_array(gcall *call, const heap_call &heap, tree type)
{
    tree bytes = TYPE_SIZE_UNIT(type);
    HOST_WIDE_INT unit = bytes && tree_fits_shwi_p(bytes) ? tree_to_shwi(bytes) : 0;
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
    return !RECORD_OR_UNION_TYPE_P(type) || is_multiple(size, unit);
}

static const char *describe(const type_search &search, gcall *call, const heap_call &heap)
{
    auto_vec<char> text;
    const char *tail = "";
    if (search.weight == WEIGHT_FIELD) {
        heap_type_append_name(&text, DECL_CONTEXT(search.field));
        text.safe_push(':');
        text.safe_push(':');
        tail = DECL_NAME(search.field) ? IDENTIFIER_POINTER(DECL_NAME(search.field)) : "(unnamed)";
    } else {
        heap_type_append_name(&text, search.type);
        tail = is_array(call, heap, search.type) ? "[]" : "";
    }
    while (*tail)
        text.safe_push(*tail++);
    return xstrndup(text.address(), text.length());
}

const char *heap_type_of(gcall *call, const heap_call &heap)
{
    type_search search;
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
    return search.weight == WEIGHT_NONE ? NULL : describe(search, call, heap);
}

/* ---- What the early pass has found, by location and function ---- */

typedef hash_map<int_hash<uint64_t, 0, 1>, const char *> type_map;
static type_map *types;
static const char ambiguous[] = "";

static uint64_t key_of(location_t where, tree function)
{
    return (uint64_t)LOCATION_LOCUS(where) << 32 | DECL_UID(DECL_ORIGIN(function));
}

const char *heap_type_at(location_t where, tree function)
{
    const char **type = types ? types->get(key_of(where, function)) : NULL;
    return type && **type ? *type : NULL;
}

static void keep(gcall *call, const char *type)
{
    if (!types)
        types = new type_map;
    bool known;
    const char *&kept =
        types->get_or_insert(key_of(gimple_location(call), current_function_decl), &known);
    if (known && strcmp(kept, type) != 0)
        kept = ambiguous; /* two calls in one macro, say */
    else
        kept = type;
}

static bool heap_types_gate(function *)
{
    return options.alloc != ALLOC_OFF && !seen_error();
}

static unsigned heap_types_execute(function *fun)
{
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls) {
        heap_call heap = heap_call_at(call);
        if (heap.action != HEAP_ALLOCATES && heap.action != HEAP_GROWS)
            continue;
        if (const char *type = heap_type_of(call, heap))
            keep(call, type);
    }
    return 0;
}

DEFINE_GIMPLE_PASS(heap_types, 0)

void heap_type_register(const char *plugin)
{
    pass_insert(plugin, make_heap_types_pass(), "ssa", PASS_POS_INSERT_AFTER);
}
