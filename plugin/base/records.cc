/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records.cc - collects the unit's functions, call sites, inlined scopes and strings. */
#include "base/records.h"
#include "base/options.h"
#include "base/piece.h"

#include <cinstr/abi.h>

/* The unit's records so far, and what is needed to find those that are there already. */
static struct {
    unit_records records;
    tree newest; /* function */
    hash_map<nofree_string_hash, string_id> *string_numbers;
    hash_map<nofree_string_hash, unsigned> *external_numbers; /* name and lock -> index */
    hash_map<nofree_string_hash, const char *> *paths;        /* see records_file */
    hash_map<tree, unsigned> *scope_numbers; /* BLOCK -> its number in the newest function */
} unit;

#define FLAT_NODES "__cinstr_flat_nodes"

static string_id intern(const char *text)
{
    if (!text)
        return 0;
    if (!unit.string_numbers)
        unit.string_numbers = new hash_map<nofree_string_hash, string_id>;
    if (string_id *number = unit.string_numbers->get(text))
        return *number;
    char *copy = xstrdup(text);
    unit.records.strings.safe_push(copy);
    unit.string_numbers->put(copy, unit.records.strings.length());
    return unit.records.strings.length();
}

const char *records_assembler_name(tree decl)
{
    tree name = DECL_ASSEMBLER_NAME_SET_P(decl) ? DECL_ASSEMBLER_NAME(decl) : DECL_NAME(decl);
    if (!name)
        return "(unnamed)";
    const char *text = IDENTIFIER_POINTER(name);
    /* "__dt ": a constructor or destructor that only its copies for the linker have a name of. */
    if (!DECL_ASSEMBLER_NAME_SET_P(decl) && *text && text[strlen(text) - 1] == ' ')
        return xstrdup(lang_hooks.decl_printable_name(decl, 1));
    return *text == '*' ? text + 1 : text;
}

/* Not interned: of a path that -ffile-prefix-map= changes, nothing stays in the object. */
const char *records_file(const char *file)
{
    if (!file)
        return NULL;
    if (!unit.paths)
        unit.paths = new hash_map<nofree_string_hash, const char *>;
    if (const char **known = unit.paths->get(file))
        return *known;
    const char *path = file;
    if (!IS_ABSOLUTE_PATH(file) && *file != '<')
        path = concat(get_src_pwd(), "/", file, NULL);
    path = remap_debug_filename(path);
    unit.paths->put(xstrdup(file), path);
    return path;
}

static string_id intern_file(const char *file)
{
    return intern(records_file(file));
}

static void note_name(cgraph_node *node)
{
    unsigned flags = (TREE_PUBLIC(node->decl) ? 0 : CINSTR_FUNCTION_STATIC) |
                     (node->icf_merged ? CINSTR_ALIAS_FOLDED : 0);
    unit.records.aliases.safe_push(
        {intern(records_assembler_name(node->decl)), flags, (int)unit.records.functions.length()});
}

/* Notes the further names of a function, the next one: the constructor of whole objects, attribute
 * alias, an identical function; `all`: and the thunks that jump to it, which GCC 16 calls by name
 * where it guesses what a virtual call reaches. */
static void note_names(cgraph_node *node, bool all)
{
    ipa_ref *ref;
    FOR_EACH_ALIAS (node, ref) {
        cgraph_node *alias = dyn_cast<cgraph_node *>(ref->referring);
        if (alias && (all || alias->icf_merged))
            note_name(alias);
        if (alias && all)
            note_names(alias, all);
    }
    for (cgraph_edge *call = all ? node->callers : NULL; call; call = call->next_caller)
        if (call->caller->thunk) {
            note_name(call->caller);
            note_names(call->caller, all);
        }
}

unsigned records_begin_function(tree decl)
{
    note_names(cgraph_node::get(decl), options.mode == CINSTR_MODE_COUNT && options.external);
    expanded_location where = expand_location(DECL_SOURCE_LOCATION(decl));
    cinstr_function record = {};
    record.name = intern(records_assembler_name(decl));
    record.file = intern_file(where.file);
    record.line = where.line;
    record.flags = (TREE_PUBLIC(decl) ? 0 : CINSTR_FUNCTION_STATIC) |
                   (options.atomic ? CINSTR_FUNCTION_ATOMIC : 0) |
                   (options.sampled ? CINSTR_FUNCTION_SAMPLED : 0);
    record.sites = unit.records.sites.length();
    record.scopes = unit.records.scopes.length();
    record.allocations = unit.records.allocations.length();
    unit.records.functions.safe_push(record);
    unit.newest = decl;
    delete unit.scope_numbers;
    unit.scope_numbers = new hash_map<tree, unsigned>;
    return unit.records.functions.length() - 1;
}

/* A part that GCC has split off its function and put back is no body of its own: its call has the
 * place of the function's definition, which no call that is written can have. */
bool records_is_body(tree block)
{
    if (!inlined_function_outer_scope_p(block))
        return false;
    tree decl = block_ultimate_origin(block);
    return decl && TREE_CODE(decl) == FUNCTION_DECL &&
           LOCATION_LOCUS(BLOCK_SOURCE_LOCATION(block)) != DECL_SOURCE_LOCATION(decl);
}

/* The number of the inlined scope that `block` belongs to, 0 for the function itself; enclosing
 * scopes are added first, so a scope's parent has a smaller number. */
unsigned records_scope(tree block)
{
    while (block && TREE_CODE(block) == BLOCK && !inlined_function_outer_scope_p(block))
        block = BLOCK_SUPERCONTEXT(block);
    if (!block || TREE_CODE(block) != BLOCK)
        return 0;
    if (unsigned *number = unit.scope_numbers->get(block))
        return *number;
    tree decl = block_ultimate_origin(block);
    unsigned parent = records_scope(BLOCK_SUPERCONTEXT(block));
    if (!records_is_body(block))
        return parent;
    expanded_location where = expand_location(DECL_SOURCE_LOCATION(decl));
    expanded_location call = expand_location(BLOCK_SOURCE_LOCATION(block));
    cinstr_scope record = {};
    record.name = intern(records_assembler_name(decl));
    record.file = intern_file(where.file);
    record.line = where.line;
    record.call_file = intern_file(call.file);
    record.call_line = call.line;
    record.parent = parent;
    unit.records.scopes.safe_push(record);
    unsigned number = ++unit.records.functions.last().scope_count;
    unit.scope_numbers->put(block, number);
    return number;
}

tree records_newest_function(void)
{
    return unit.newest;
}

unsigned records_scope_count(void)
{
    return unit.records.functions.last().scope_count;
}

unsigned records_site_count(void)
{
    return unit.records.functions.last().site_count;
}

void records_set_scope_entries(unsigned scope, unsigned variable)
{
    unit.records.scopes[unit.records.functions.last().scopes + scope - 1].entries = variable;
}

static void put_equation(const unsigned *terms, unsigned count)
{
    bytes_put_number(unit.records.stream, count);
    for (unsigned i = 0; i < count; i++)
        bytes_put_number(unit.records.stream, terms[i]);
}

unsigned records_add_sum(const vec<unsigned> &variables)
{
    if (variables.length() == 1)
        return variables[0];
    auto_vec<unsigned> terms;
    for (unsigned i = 0; i < variables.length(); i++)
        terms.safe_push(variables[i] * 2);
    put_equation(terms.address(), terms.length());
    return unit.records.functions.last().variables++;
}

void records_set_flow(unsigned counters, unsigned variables, const vec<unsigned> &equations)
{
    cinstr_function &function = unit.records.functions.last();
    function.counters = counters;
    function.variables = variables;
    function.equations = unit.records.stream.bytes.length();
    for (unsigned i = 0; i < equations.length(); i += 1 + equations[i])
        put_equation(&equations[i] + 1, equations[i]);
}

namespace
{
/* One line of a scope, as costs have it. */
struct cost_place {
    unsigned scope, line;
    string_id file;
};
} // namespace

static cost_place place_of(const cinstr_function &function, const cost &cost)
{
    return {cost.scope, cost.line ? cost.line : function.line,
            cost.file ? intern_file(cost.file) : (string_id)function.file};
}

static bool are_same(const cost_place &a, const cost_place &b)
{
    return a.scope == b.scope && a.line == b.line && a.file == b.file;
}

static void put_place(const cost_place &before, const cost_place &place)
{
    byte_stream &stream = unit.records.stream;
    unsigned flags = (place.scope != before.scope ? CINSTR_PLACE_SCOPE : 0) |
                     (place.file != before.file ? CINSTR_PLACE_FILE : 0);
    int64_t lines = (int64_t)place.line - before.line;
    bytes_put_number(stream, bytes_unsigned(lines) << 2 | flags);
    if (flags & CINSTR_PLACE_SCOPE)
        bytes_put_number(stream, place.scope - CINSTR_SCOPE_LESS);
    if (flags & CINSTR_PLACE_FILE)
        bytes_put_reference(stream, place.file);
}

static unsigned item_kind(const cost &cost)
{
    if (cost.kind == COST_INSTRUCTIONS)
        return cost.units == COST_ENDLESS ? CINSTR_ITEM_ENDLESS : CINSTR_ITEM_INSTRUCTIONS;
    return cost.kind < COST_CALL ? CINSTR_ITEM_MIX : CINSTR_ITEM_CALL;
}

static void put_item(unsigned variable_before, const cost &cost)
{
    byte_stream &stream = unit.records.stream;
    unsigned kind = item_kind(cost);
    bytes_put_number(stream, (uint64_t)(cost.variable - variable_before) << 2 | kind);
    if (kind == CINSTR_ITEM_MIX)
        bytes_put_number(stream, cost.kind - COST_MIX);
    else if (kind == CINSTR_ITEM_CALL)
        bytes_put_reference(stream, intern(cost.callee));
    if (kind == CINSTR_ITEM_ENDLESS)
        return;
    bool whole = cost.units % CINSTR_COST_UNIT == 0;
    bytes_put_number(
        stream, bytes_unsigned(whole ? cost.units / CINSTR_COST_UNIT : cost.units) << 1 | whole);
}

/* The costs of a function, which are in the order of their places and, at each, of variables. */
static void put_costs(cinstr_function &function, const vec<cost> &costs)
{
    function.costs = unit.records.stream.bytes.length();
    cost_place before = {0, function.line, (string_id)function.file};
    for (unsigned i = 0, end; i < costs.length(); i = end) {
        cost_place place = place_of(function, costs[i]);
        for (end = i + 1; end < costs.length() && are_same(place_of(function, costs[end]), place);)
            end++;
        put_place(before, place);
        bytes_put_number(unit.records.stream, end - i);
        for (unsigned j = i; j < end; j++) {
            put_item(j > i ? costs[j - 1].variable : 0, costs[j]);
            function.call_count += item_kind(costs[j]) == CINSTR_ITEM_CALL;
        }
        function.place_count++;
        before = place;
    }
}

/* The function that an alias of this unit stands for: the one that is probed under its own name. */
static tree body_of(tree callee)
{
    cgraph_node *node = cgraph_node::get(callee);
    if (!node || !node->alias || node->get_availability() < AVAIL_AVAILABLE)
        return callee;
    return node->ultimate_alias_target()->decl;
}

/* For a call site or an allocation: inlined frames beyond a million in one function are left out.
 */
static unsigned call_scope(tree block)
{
    unsigned scope = records_scope(block);
    return scope < 1u << CINSTR_SITE_SCOPE_BITS ? scope : 0;
}

unsigned records_add_site(gimple *call, unsigned flags, const char *type)
{
    cinstr_function &function = unit.records.functions.last();
    expanded_location where = expand_location(gimple_location(call));
    tree callee = gimple_call_fndecl(call);
    cinstr_site record = {};
    record.callee = callee ? intern(records_assembler_name(body_of(callee))) : 0;
    record.file = where.file ? intern_file(where.file) : function.file;
    record.line = where.file ? where.line : function.line;
    record.scope = call_scope(gimple_block(call));
    record.flags = flags | (callee ? 0 : CINSTR_SITE_INDIRECT);
    record.type = intern(type);
    unit.records.sites.safe_push(record);
    return function.site_count++;
}

unsigned records_add_allocation(const char *allocator, const char *type, unsigned flags,
                                location_t where, tree block)
{
    cinstr_function &function = unit.records.functions.last();
    expanded_location place = expand_location(where);
    cinstr_allocation record = {};
    record.allocator = intern(allocator);
    record.type = intern(type);
    record.flags = flags;
    record.file = place.file ? intern_file(place.file) : function.file;
    record.line = place.file ? place.line : function.line;
    record.scope = call_scope(block);
    unit.records.allocations.safe_push(record);
    return function.allocation_count++;
}

/* GCC must not address it by its distance from another variable that it places itself. */
static void forget_anchor(tree decl)
{
    if (flag_section_anchors)
        SYMBOL_REF_FLAGS(XEXP(DECL_RTL(decl), 0)) &= ~SYMBOL_FLAG_HAS_BLOCK_INFO;
}

static tree record_decl(const char *kind, unsigned number)
{
    char name[64];
    snprintf(name, sizeof name, "*.Lcinstr_%s_%u", kind, number);
    /* The variable is defined by the text that records_emit writes, so varpool must not know it. */
    tree decl = build_decl(UNKNOWN_LOCATION, VAR_DECL, get_identifier(name + 1), char_type_node);
    SET_DECL_ASSEMBLER_NAME(decl, get_identifier(name));
    TREE_STATIC(decl) = 1;
    TREE_READONLY(decl) = 1;
    TREE_ADDRESSABLE(decl) = 1;
    TREE_USED(decl) = 1;
    DECL_ARTIFICIAL(decl) = 1;
    DECL_IGNORED_P(decl) = 1;
    forget_anchor(decl);
    return decl;
}

tree records_function_decl(void)
{
    return record_decl("function", unit.records.functions.length() - 1);
}

static unsigned add_external(const char *name, bool contends, const char *lock)
{
    cinstr_external record = {};
    record.function.name = intern(name);
    record.function.flags = CINSTR_FUNCTION_EXTERNAL | (contends ? CINSTR_FUNCTION_CONTENDS : 0);
    record.function.site_count = 1;
    record.function.counters = contends ? CINSTR_EXTERNAL_DELAY : CINSTR_EXTERNAL_WAITED;
    record.lock = intern(lock);
    unit.records.externals.safe_push(record);
    return unit.records.externals.length() - 1;
}

tree records_external_decl(tree callee, bool contends, const char *lock)
{
    const char *name = callee ? records_assembler_name(callee) : NULL;
    char *key = concat(name ? name : " any", contends ? " contends " : "", lock, NULL);
    if (!unit.external_numbers)
        unit.external_numbers = new hash_map<nofree_string_hash, unsigned>;
    unsigned *known = unit.external_numbers->get(key);
    unsigned number = known ? *known : add_external(name, contends, lock);
    if (known)
        free(key);
    else
        unit.external_numbers->put(key, number);
    return record_decl("external", number);
}

void records_skip_function(void)
{
    unit.records.skipped++;
}

void records_skip_thunks(void)
{
    cgraph_node *node;
    FOR_EACH_FUNCTION (node)
        if (TREE_ASM_WRITTEN(node->decl) && node->former_thunk_p())
            records_skip_function();
}

bool records_any(void)
{
    return unit.records.functions.length() > 0 || unit.records.skipped > 0;
}

/* calls=off: a pointer for each function and thread. */
static void write_flat_nodes(void)
{
    if (!options.calls && unit.records.functions.length() > 0)
        fprintf(asm_out_file,
                "\t.section\t.tbss,\"awT\",@nobits\n\t.balign\t8\n"
                "\t.type\t" FLAT_NODES ", @object\n" FLAT_NODES ":\n\t.zero\t%u\n",
                unit.records.functions.length() * 8);
}

tree records_flat_nodes(void)
{
    tree type = build_array_type_nelts(ptr_type_node, unit.records.functions.length());
    tree decl = build_decl(UNKNOWN_LOCATION, VAR_DECL, get_identifier(FLAT_NODES), type);
    SET_DECL_ASSEMBLER_NAME(decl, get_identifier("*" FLAT_NODES));
    TREE_STATIC(decl) = 1;
    TREE_ADDRESSABLE(decl) = 1;
    TREE_USED(decl) = 1;
    DECL_ARTIFICIAL(decl) = 1;
    DECL_IGNORED_P(decl) = 1;
    set_decl_tls_model(decl, decl_default_tls_model(decl));
    forget_anchor(decl);
    return decl;
}

void records_emit(const vec<vec<cost>> &costs)
{
    char version[64];
    snprintf(version, sizeof version, "GCC %s", gcc_version.basever);
    unit.records.compiler = intern(version);
    unit.records.file = intern_file(main_input_filename);
    for (unsigned i = 0; i < costs.length(); i++)
        put_costs(unit.records.functions[i], costs[i]);
    if (!unit.records.externals.is_empty()) {
        cinstr_site site = {};
        site.flags = CINSTR_SITE_INDIRECT;
        unit.records.sites.safe_push(site);
    }
    piece_write(unit.records);
    write_flat_nodes();
}
