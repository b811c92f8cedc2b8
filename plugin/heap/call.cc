/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap/call.cc - see heap/call.h. */
#include "heap/call.h"
#include "base/types.h"
#include "base/options.h"
#include "base/records.h"

/*
 * The functions that everybody has, by their assembler names, and their types: the result's letter
 * and the parameters', as of has_letter. A function of such a name and another type is the
 * program's own.
 */
static const struct known {
    const char *name, *type;
    heap_call call;
} known_functions[] = {
#define ALLOCATES(NAME, TYPE, SIZE, FACTOR)                                                        \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            HEAP_ALLOCATES, HEAP_RETURNED, SIZE, FACTOR, false, false, 0, -1, -1                   \
        }                                                                                          \
    }
#define NEVER_FAILS(NAME, TYPE)                                                                    \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            HEAP_ALLOCATES, HEAP_RETURNED, 0, -1, false, true, 0, -1, -1                           \
        }                                                                                          \
    }
#define GROWS(NAME, TYPE, SIZE, FACTOR)                                                            \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            HEAP_GROWS, HEAP_RETURNED, SIZE, FACTOR, false, false, 0, -1, 0                        \
        }                                                                                          \
    }
#define COPIES(NAME, TYPE)                                                                         \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            HEAP_ALLOCATES, HEAP_RETURNED, -1, -1, true, false, 0, -1, -1                          \
        }                                                                                          \
    }
#define STORES(NAME, TYPE, ACTION, RESULT, SIZE)                                                   \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            ACTION, RESULT, SIZE, -1, false, false, 0, 0, -1                                       \
        }                                                                                          \
    }
#define FREES(NAME, TYPE)                                                                          \
    {                                                                                              \
        NAME, TYPE,                                                                                \
        {                                                                                          \
            HEAP_FREES, HEAP_RETURNED, -1, -1, false, false, 0, -1, 0                              \
        }                                                                                          \
    }
    ALLOCATES("malloc", "pz", 0, -1),
    ALLOCATES("calloc", "pzz", 0, 1),
    ALLOCATES("aligned_alloc", "pzz", 1, -1),
    ALLOCATES("memalign", "pzz", 1, -1),
    ALLOCATES("valloc", "pz", 0, -1),
    ALLOCATES("pvalloc", "pz", 0, -1),
    GROWS("realloc", "ppz", 1, -1),
    GROWS("reallocarray", "ppzz", 1, 2),
    COPIES("strdup", "ss"),
    COPIES("__strdup", "ss"),
    COPIES("strndup", "ssz"),
    COPIES("__strndup", "ssz"),
    STORES("posix_memalign", "iPzz", HEAP_ALLOCATES, HEAP_OUT_ZERO, 2),
    STORES("asprintf", "iPs.", HEAP_ALLOCATES, HEAP_OUT_LENGTH, -1),
    STORES("vasprintf", "iPsp", HEAP_ALLOCATES, HEAP_OUT_LENGTH, -1),
    STORES("__asprintf_chk", "iPis.", HEAP_ALLOCATES, HEAP_OUT_LENGTH, -1),
    STORES("__vasprintf_chk", "iPisp", HEAP_ALLOCATES, HEAP_OUT_LENGTH, -1),
    STORES("getline", "zPZp", HEAP_GROWS, HEAP_OUT_CHANGED, 1),
    STORES("__getline", "zPZp", HEAP_GROWS, HEAP_OUT_CHANGED, 1),
    STORES("getdelim", "zPZip", HEAP_GROWS, HEAP_OUT_CHANGED, 1),
    STORES("__getdelim", "zPZip", HEAP_GROWS, HEAP_OUT_CHANGED, 1),
    FREES("free", "vp"),
    FREES("cfree", "vp"),
    /* operator new and new[]: plain, aligned, and both with nothrow */
    NEVER_FAILS("_Znwm", "pz"),
    NEVER_FAILS("_Znam", "pz"),
    NEVER_FAILS("_ZnwmSt11align_val_t", "pzz"),
    NEVER_FAILS("_ZnamSt11align_val_t", "pzz"),
    ALLOCATES("_ZnwmRKSt9nothrow_t", "pzp", 0, -1),
    ALLOCATES("_ZnamRKSt9nothrow_t", "pzp", 0, -1),
    ALLOCATES("_ZnwmSt11align_val_tRKSt9nothrow_t", "pzzp", 0, -1),
    ALLOCATES("_ZnamSt11align_val_tRKSt9nothrow_t", "pzzp", 0, -1),
    /* operator delete and delete[]: plain, sized, aligned, both, and with nothrow */
    FREES("_ZdlPv", "vp"),
    FREES("_ZdaPv", "vp"),
    FREES("_ZdlPvm", "vpz"),
    FREES("_ZdaPvm", "vpz"),
    FREES("_ZdlPvSt11align_val_t", "vpz"),
    FREES("_ZdaPvSt11align_val_t", "vpz"),
    FREES("_ZdlPvmSt11align_val_t", "vpzz"),
    FREES("_ZdaPvmSt11align_val_t", "vpzz"),
    FREES("_ZdlPvRKSt9nothrow_t", "vpp"),
    FREES("_ZdaPvRKSt9nothrow_t", "vpp"),
    FREES("_ZdlPvSt11align_val_tRKSt9nothrow_t", "vpzp"),
    FREES("_ZdaPvSt11align_val_tRKSt9nothrow_t", "vpzp"),
#undef ALLOCATES
#undef NEVER_FAILS
#undef GROWS
#undef COPIES
#undef STORES
#undef FREES
};

static bool is_number(tree type, tree like)
{
    return INTEGRAL_TYPE_P(type) && TYPE_PRECISION(type) == TYPE_PRECISION(like);
}

/* Whether a type is of a letter; as a small letter stands for a type, its capital for a pointer to
 * one. */
static bool has_letter(tree type, char letter)
{
    switch (letter) {
    case 'v':
        return VOID_TYPE_P(type);
    case 'p':
        return POINTER_TYPE_P(type);
    case 's': /* a string */
        return POINTER_TYPE_P(type) && is_number(TREE_TYPE(type), char_type_node);
    case 'z':
        return is_number(type, size_type_node);
    case 'i':
        return is_number(type, integer_type_node);
    case 'P':
    case 'Z':
        return POINTER_TYPE_P(type) && has_letter(TREE_TYPE(type), TOLOWER(letter));
    default:
        gcc_unreachable();
    }
}

/* Whether a function's type is the known one. Old C declares a function without parameters, or
 * without a type, which has no void: both fit. */
static bool has_type(tree function, const char *letters)
{
    tree type = TREE_TYPE(function), result = TREE_TYPE(type);
    if (!has_letter(result, *letters))
        return !prototype_p(type) && *letters == 'v' && has_letter(result, 'i');
    if (!prototype_p(type))
        return true;
    tree parameter = TYPE_ARG_TYPES(type);
    for (letters++; *letters && *letters != '.'; letters++, parameter = TREE_CHAIN(parameter))
        if (!parameter || VOID_TYPE_P(TREE_VALUE(parameter)) ||
            !has_letter(TREE_VALUE(parameter), *letters))
            return false;
    return *letters == '.' ? !parameter : parameter && VOID_TYPE_P(TREE_VALUE(parameter));
}

const char *heap_call_name(tree callee)
{
    if (TREE_CODE(callee) == FUNCTION_DECL)
        return records_assembler_name(callee);
    return DECL_NAME(callee) ? IDENTIFIER_POINTER(DECL_NAME(callee)) : "";
}

/* What a call through the pointer, or of the function itself, is a call of. */
static tree function_type(tree callee)
{
    tree type = TREE_TYPE(callee);
    return TREE_CODE(callee) == FUNCTION_DECL ? type : TREE_TYPE(type);
}

static bool is_called(tree name, const char *text)
{
    return name && TREE_CODE(name) == TYPE_DECL ? is_called(DECL_NAME(name), text)
                                                : name && id_equal(name, text);
}

/* A pointer has the name of its type, too: lua_Alloc. */
static bool has_name(tree callee, const char *name)
{
    return strcmp(heap_call_name(callee), name) == 0 || is_called(DECL_NAME(callee), name) ||
           (TREE_CODE(callee) != FUNCTION_DECL && is_called(TYPE_NAME(TREE_TYPE(callee)), name));
}

/* The type of an argument, from 0; NULL: there is no such one. */
static tree argument_type(tree function, int number)
{
    return types_parameter(function_type(function), number);
}

static bool is_void_pointer(tree type)
{
    return type && POINTER_TYPE_P(type) && VOID_TYPE_P(TREE_TYPE(type));
}

/*
 * The block that an allocator grows: the last `void *` in front of the size, when its name says
 * realloc or when another `void *` stands in front of that one, as in Lua's
 *     void *l_alloc(void *ud, void *ptr, size_t osize, size_t nsize)
 * but not for alloc(void *pool, size_t size).
 */
static int find_old(tree function, int size)
{
    int last = -1, pointers = 0;
    for (int i = 0; i < size; i++)
        if (is_void_pointer(argument_type(function, i))) {
            last = i;
            pointers++;
        }
    return pointers > 1 || strstr(heap_call_name(function), "realloc") ? last : -1;
}

/* The first argument that is a number; -1: none. */
static int find_size(tree function)
{
    for (int i = 0; tree type = argument_type(function, i); i++)
        if (INTEGRAL_TYPE_P(type))
            return i;
    return -1;
}

/* Without a size among the arguments: that of what the result points at. */
static HOST_WIDE_INT pointee_bytes(tree function)
{
    tree result = TREE_TYPE(function_type(function));
    return POINTER_TYPE_P(result) ? types_bytes(TREE_TYPE(result)) : 0;
}

static heap_call allocator_call(tree function, int size, int factor, int old)
{
    heap_call call = {HEAP_ALLOCATES, HEAP_RETURNED, size, factor, false, false, 0, -1, old};
    if (old >= 0)
        call.action = HEAP_GROWS;
    if (size < 0)
        call.bytes = pointee_bytes(function);
    return call;
}

static const heap_call none = {HEAP_NONE, HEAP_RETURNED, -1, -1, false, false, 0, -1, -1};
static const heap_call frees_first = {HEAP_FREES, HEAP_RETURNED, -1, -1, false, false, 0, -1, 0};

/* A deallocator's block: its first `void *`, or its first pointer. */
static heap_call freer_call(tree function)
{
    heap_call call = frees_first;
    int first = -1;
    for (int i = 0; tree type = argument_type(function, i); i++) {
        if (is_void_pointer(type)) {
            call.old = i;
            return call;
        }
        if (first < 0 && POINTER_TYPE_P(type))
            first = i;
    }
    call.old = first;
    return first < 0 ? none : call;
}

static bool returns_pointer(tree function)
{
    return POINTER_TYPE_P(TREE_TYPE(function_type(function)));
}

static heap_call call_by_option(tree function)
{
    for (unsigned i = 0; i < options.allocators.length(); i++) {
        const allocator_option &allocator = options.allocators[i];
        if (allocator.freer && has_name(function, allocator.freer))
            return freer_call(function);
        if (!has_name(function, allocator.name))
            continue;
        if (!returns_pointer(function)) {
            warning(0,
                    "cinstr: %<allocator=%s%>: %qD returns no pointer; its blocks are not counted",
                    allocator.name, function);
            return none;
        }
        int size = allocator.size > 0 ? allocator.size - 1 : find_size(function);
        int old = allocator.old > 0 ? allocator.old - 1 : find_old(function, size);
        return allocator_call(function, size, allocator.factor - 1, old);
    }
    return none;
}

static bool is_named_allocator(tree function)
{
    for (unsigned i = 0; i < options.allocators.length(); i++)
        if (has_name(function, options.allocators[i].name))
            return true;
    return false;
}

/* Keeps the calls of the functions that allocator= names: of a pool's, GCC would leave nothing
 * where it inlined them. */
static void keep_own_allocators(void *, void *)
{
    cgraph_node *node;
    FOR_EACH_DEFINED_FUNCTION (node) {
        tree decl = node->decl;
        if (!is_named_allocator(decl) || lookup_attribute("always_inline", DECL_ATTRIBUTES(decl)))
            continue;
        DECL_UNINLINABLE(decl) = 1;
        DECL_ATTRIBUTES(decl) =
            tree_cons(get_identifier("noclone"), NULL_TREE, DECL_ATTRIBUTES(decl));
    }
}

void heap_call_register(const char *plugin)
{
    if (options.alloc != ALLOC_OFF && !options.allocators.is_empty())
        register_callback(plugin, PLUGIN_ALL_IPA_PASSES_START, keep_own_allocators, NULL);
}

/* An argument's number in an attribute, from 0; -1: none. */
static int attribute_argument(tree arguments)
{
    return arguments && tree_fits_shwi_p(TREE_VALUE(arguments))
               ? (int)tree_to_shwi(TREE_VALUE(arguments)) - 1
               : -1;
}

/*
 * alloc_size without malloc is also on helpers that return the pointer they were given, so it
 * counts there only for a function that grows by its name.
 */
static heap_call call_by_attribute(tree function)
{
    tree attribute = lookup_attribute("alloc_size", TYPE_ATTRIBUTES(TREE_TYPE(function)));
    if (!attribute)
        return none;
    int size = attribute_argument(TREE_VALUE(attribute));
    int factor = attribute_argument(TREE_CHAIN(TREE_VALUE(attribute)));
    if (size < 0 || (!DECL_IS_MALLOC(function) && find_old(function, size) < 0))
        return none;
    return allocator_call(function, size, factor,
                          DECL_IS_MALLOC(function) ? -1 : find_old(function, size));
}

/* malloc(f) on an allocator leaves its name with f. */
static bool frees_by_attribute(tree function)
{
    tree attribute = DECL_ATTRIBUTES(function);
    while ((attribute = lookup_attribute("*dealloc", attribute))) {
        for (tree value = TREE_VALUE(attribute); value; value = TREE_CHAIN(value)) {
            tree name = TREE_VALUE(value);
            if (!name || TREE_CODE(name) != IDENTIFIER_NODE)
                continue;
            cgraph_node *node = cgraph_node::get_for_asmname(name);
            if (node && call_by_attribute(node->decl).action != HEAP_NONE)
                return true;
        }
        attribute = TREE_CHAIN(attribute);
    }
    return false;
}

static heap_call call_by_name(tree function)
{
    const char *name = records_assembler_name(function);
    for (const known &known : known_functions)
        if (strcmp(name, known.name) == 0)
            return has_type(function, known.type) ? known.call : none;
    return none;
}

static heap_call find_call(tree function)
{
    heap_call call = call_by_option(function);
    if (TREE_CODE(function) != FUNCTION_DECL)
        return call;
    if (call.action == HEAP_NONE && TREE_PUBLIC(function))
        call = call_by_name(function);
    if (call.action != HEAP_NONE || fndecl_built_in_p(function))
        return call;
    call = call_by_attribute(function);
    if (call.action == HEAP_NONE && frees_by_attribute(function))
        call = freer_call(function);
    return call;
}

heap_call heap_call_of(tree function)
{
    /* By DECL_UID; a function's attributes are complete when bodies are looked at. */
    static hash_map<int_hash<unsigned, 0, UINT_MAX>, heap_call> found;
    function = DECL_ORIGIN(function);
    bool known;
    heap_call &call = found.get_or_insert(DECL_UID(function) + 1, &known);
    if (!known)
        call = find_call(function);
    return call;
}

/* Copies and PHIs between a pointer to functions and the call through it. More are rare, and each
 * PHI branches the search. */
static const int POINTER_STEPS = 8;

/*
 * The declaration that an indirect call's function was read from; NULL when there are several, or
 * none with a name. Steps bound the search.
 *     _1 = g->frealloc;
 *     block = _1 (ud, NULL, 0, size);
 */
static tree pointer_of(tree value, int steps)
{
    if (TREE_CODE(value) != SSA_NAME || steps == 0)
        return NULL_TREE;
    gimple *definition = SSA_NAME_DEF_STMT(value);
    if (SSA_NAME_IS_DEFAULT_DEF(value))
        return SSA_NAME_VAR(value);
    if (gphi *phi = dyn_cast<gphi *>(definition)) {
        tree all = pointer_of(gimple_phi_arg_def(phi, 0), steps - 1);
        for (unsigned i = 1; all && i < gimple_phi_num_args(phi); i++)
            if (pointer_of(gimple_phi_arg_def(phi, i), steps - 1) != all)
                return NULL_TREE;
        return all;
    }
    if (!is_gimple_assign(definition) || gimple_num_ops(definition) != 2)
        return SSA_NAME_VAR(value);
    tree source = gimple_assign_rhs1(definition);
    if (TREE_CODE(source) == COMPONENT_REF)
        return TREE_OPERAND(source, 1);
    return VAR_P(source) || TREE_CODE(source) == PARM_DECL ? source : pointer_of(source, steps - 1);
}

tree heap_call_callee(const gcall *call)
{
    tree callee = gimple_call_internal_p(call) ? NULL_TREE : gimple_call_fndecl(call);
    if (callee || gimple_call_internal_p(call) || options.allocators.is_empty())
        return callee;
    callee = pointer_of(gimple_call_fn(call), POINTER_STEPS);
    if (callee &&
        (!POINTER_TYPE_P(TREE_TYPE(callee)) || !FUNC_OR_METHOD_TYPE_P(function_type(callee))))
        return NULL_TREE;
    return callee && heap_call_of(callee).action != HEAP_NONE ? callee : NULL_TREE;
}

/* Whether there is such an argument, and it is of the kind that is needed; -1: none is. */
static bool has_argument(const gcall *call, int number, bool pointer)
{
    if (number < 0)
        return true;
    if (number >= (int)gimple_call_num_args(call))
        return false;
    tree type = TREE_TYPE(gimple_call_arg(call, number));
    return pointer ? POINTER_TYPE_P(type) : INTEGRAL_TYPE_P(type);
}

/* The call may be through another type than the function's: ((int (*)(double))malloc)(1.0). */
static bool fits(const gcall *call, const heap_call &heap)
{
    tree result = TREE_TYPE(gimple_call_fntype(call));
    if (heap.action != HEAP_FREES &&
        !(heap.result == HEAP_RETURNED ? POINTER_TYPE_P(result) : INTEGRAL_TYPE_P(result)))
        return false;
    return has_argument(call, heap.size, heap.result == HEAP_OUT_CHANGED) &&
           has_argument(call, heap.factor, false) && has_argument(call, heap.out, true) &&
           has_argument(call, heap.old, true);
}

heap_call heap_call_at(const gcall *call)
{
    tree callee = heap_call_callee(call);
    heap_call heap = callee ? heap_call_of(callee) : none;
    return heap.action != HEAP_NONE && fits(call, heap) ? heap : none;
}

bool heap_call_is_allocator(tree function)
{
    return heap_call_of(function).action != HEAP_NONE;
}
