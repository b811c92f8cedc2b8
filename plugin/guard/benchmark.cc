/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * benchmark.cc - finds benchmarks and registers them, as CINSTR_BENCHMARK of bench.h does.
 *
 * For
 *
 *     void BenchmarkParse(cinstr_bench *b) { ... }
 *
 * the unit gets, when the front end has read the body,
 *
 *     static const struct cinstr_benchmark cinstr_benchmark_0 =
 *         {"BenchmarkParse", BenchmarkParse, "parse.c", 12, 0};
 *     static const struct cinstr_benchmark *cinstr_benchmark_pointer_0
 *         __attribute__((section("cinstr_benchmarks"), used)) = &cinstr_benchmark_0;
 *
 * The record refers to the function, which keeps a static or inline one. Both are variables like
 * those of the program, so position-independent code and LTO treat them as such.
 */
#include "guard/benchmark.h"
#include "base/options.h"

#define SECTION "cinstr_benchmarks"

/* What the unit's benchmarks share. */
static struct {
    tree record_type; /* struct cinstr_benchmark of bench.h; NULL until it is needed */
    unsigned count;   /* of benchmarks so far */
} unit;

static const struct ggc_root_tab roots[] = {
    {&unit.record_type, 1, sizeof(tree), gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    LAST_GGC_ROOT_TAB,
};

static bool is_benchmark_name(const char *name)
{
    static const char prefix[] = "Benchmark";
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return false;
    char next = name[sizeof prefix - 1];
    return ISUPPER(next) || ISDIGIT(next) || next == '_';
}

bool benchmark_pointer_to(tree type, const char *name)
{
    if (!type || !POINTER_TYPE_P(type))
        return false;
    tree record = TYPE_MAIN_VARIANT(TREE_TYPE(type));
    if (TREE_CODE(record) != RECORD_TYPE || !TYPE_NAME(record))
        return false;
    tree named = TYPE_NAME(record);
    if (TREE_CODE(named) == TYPE_DECL)
        named = DECL_NAME(named);
    return named && strcmp(IDENTIFIER_POINTER(named), name) == 0;
}

bool benchmark_function(tree decl)
{
    if (TREE_CODE(decl) != FUNCTION_DECL || !DECL_NAME(decl) ||
        !is_benchmark_name(IDENTIFIER_POINTER(DECL_NAME(decl))))
        return false;
    tree type = TREE_TYPE(decl), parameters = TYPE_ARG_TYPES(type);
    return TREE_CODE(type) == FUNCTION_TYPE && VOID_TYPE_P(TREE_TYPE(type)) && parameters &&
           benchmark_pointer_to(TREE_VALUE(parameters), "cinstr_bench") &&
           TREE_CHAIN(parameters) == void_list_node;
}

bool benchmark_chosen(tree decl)
{
    if (lookup_attribute("cinstr_bench", DECL_ATTRIBUTES(decl)))
        return true;
    return options_guards(lang_hooks.decl_printable_name(decl, 1));
}

/* One field more for the record that is being built; returns the chain with it in front. */
static tree add_field(tree chain, const char *name, tree type)
{
    tree field = build_decl(BUILTINS_LOCATION, FIELD_DECL, get_identifier(name), type);
    DECL_CHAIN(field) = chain;
    return field;
}

static tree benchmark_record_type(void)
{
    if (unit.record_type)
        return unit.record_type;
    tree fields = add_field(NULL_TREE, "name", const_ptr_type_node);
    fields = add_field(fields, "function", ptr_type_node);
    fields = add_field(fields, "file", const_ptr_type_node);
    fields = add_field(fields, "line", uint32_type_node);
    fields = add_field(fields, "flags", uint32_type_node);
    unit.record_type = lang_hooks.types.make_type(RECORD_TYPE);
    finish_builtin_struct(unit.record_type, "__cinstr_benchmark", fields, NULL_TREE);
    return unit.record_type;
}

static tree string_address(const char *text)
{
    return build_string_literal(strlen(text) + 1, text);
}

/* The type is const where the value may not change; what it holds is relocated by the loader. */
static tree add_variable(const char *name, tree type, tree value)
{
    tree decl = build_decl(BUILTINS_LOCATION, VAR_DECL, get_identifier(name), type);
    SET_DECL_ASSEMBLER_NAME(decl, DECL_NAME(decl));
    TREE_STATIC(decl) = 1;
    TREE_USED(decl) = 1;
    TREE_READONLY(decl) = TYPE_READONLY(type);
    DECL_ARTIFICIAL(decl) = 1;
    DECL_IGNORED_P(decl) = 1;
    DECL_INITIAL(decl) = value;
    TREE_CONSTANT(value) = 1;
    TREE_STATIC(value) = 1;
    return decl;
}

static tree record_of(tree function, location_t where)
{
    expanded_location place = expand_location(where);
    tree values[] = {
        string_address(IDENTIFIER_POINTER(DECL_NAME(function))),
        build_fold_addr_expr(function),
        place.file ? string_address(remap_macro_filename(place.file)) : null_pointer_node,
        build_int_cst(uint32_type_node, place.line),
        build_int_cst(uint32_type_node, 0),
    };
    vec<constructor_elt, va_gc> *elements = NULL;
    tree field = TYPE_FIELDS(benchmark_record_type());
    for (unsigned i = 0; i < ARRAY_SIZE(values); i++, field = DECL_CHAIN(field))
        CONSTRUCTOR_APPEND_ELT(elements, field, fold_convert(TREE_TYPE(field), values[i]));
    return build_constructor(benchmark_record_type(), elements);
}

static void emit_record(tree function)
{
    char name[64];
    snprintf(name, sizeof name, "cinstr_benchmark.%u", unit.count);
    tree type = build_qualified_type(benchmark_record_type(), TYPE_QUAL_CONST);
    tree record = add_variable(name, type, record_of(function, DECL_SOURCE_LOCATION(function)));
    snprintf(name, sizeof name, "cinstr_benchmark_pointer.%u", unit.count++);
    TREE_ADDRESSABLE(record) = 1;
    tree pointer = add_variable(name, build_pointer_type(type),
                                build1(ADDR_EXPR, build_pointer_type(type), record));
    DECL_PRESERVE_P(pointer) = 1;
    /* Nothing in the program refers to the section when the harness is a shared library. */
    DECL_ATTRIBUTES(pointer) = tree_cons(get_identifier("retain"), NULL_TREE, NULL_TREE);
    set_decl_section_name(pointer, SECTION);
    varpool_node::finalize_decl(record);
    varpool_node::finalize_decl(pointer);
    TREE_USED(function) = 1;
    TREE_ADDRESSABLE(function) = 1;
}

/* The front end has read a function's body. An inline definition that C leaves to another unit is
 * registered there. */
static void finish_function(void *data, void *)
{
    tree function = (tree)data;
    if (seen_error() || !benchmark_function(function))
        return;
    if (DECL_EXTERNAL(function) &&
        (!lang_GNU_CXX() || lookup_attribute("gnu_inline", DECL_ATTRIBUTES(function))))
        return;
    emit_record(function);
}

static const struct attribute_spec bench_attribute = {"cinstr_bench", 0,     0,    true, false,
                                                      false,          false, NULL, NULL};

static void register_attributes(void *, void *)
{
    register_attribute(&bench_attribute);
}

void benchmark_register(const char *plugin)
{
    register_callback(plugin, PLUGIN_REGISTER_GGC_ROOTS, NULL, const_cast<ggc_root_tab *>(roots));
    register_callback(plugin, PLUGIN_PRE_GENERICIZE, finish_function, NULL);
    register_callback(plugin, PLUGIN_ATTRIBUTES, register_attributes, NULL);
}
