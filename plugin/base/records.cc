/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.cc - collects the unit's functions, call sites, inlined scopes and strings; emits them.
 *
 * What is emitted for a unit, as one piece of section cinstr_records:
 *
 *     cinstr_unit
 *     cinstr_function[]   under .Lcinstr_function_N labels, which the probes refer to
 *     cinstr_external[]   functions without probes, under .Lcinstr_external_N labels
 *     cinstr_site[]       those of function 0, then of function 1, ...; last, the one that all
 *                         functions without probes share
 *     cinstr_scope[]      likewise
 *     cinstr_allocation[] likewise
 *     cinstr_cost[]       likewise
 *     cinstr_mix[]        likewise
 *     cinstr_call[]       likewise
 *     cinstr_alias[]      of the unit
 *     uint32_t[]          equations, likewise
 *     strings             each string once, NUL-terminated
 *
 * The piece is laid out in memory with the structs of abi.h and written as words. Until then
 * a field that will refer to a string holds the string's number.
 */
#include "base/records.h"
#include "base/options.h"

#include <cinstr/abi.h>

#if BYTES_BIG_ENDIAN
#error "records are emitted in the host's byte order, which must be the target's"
#endif

/* Strings are numbered from 1 in order of first use; 0 is "none". */
typedef int string_id;

/* The unit's records so far. In `functions` the fields sites, scopes, costs, mix, calls,
 * equations and allocations are the index of the function's first one in the vectors. */
static struct {
    vec<cinstr_function> functions;
    vec<cinstr_external> externals; /* functions without probes */
    vec<cinstr_site> sites;
    vec<cinstr_scope> scopes;
    vec<cinstr_allocation> allocations;
    vec<cinstr_cost> costs;
    vec<cinstr_mix> mix;
    vec<cinstr_call> calls;
    vec<cinstr_alias> aliases;
    vec<unsigned> equation_words;
    tree newest; /* function */
    vec<char *> strings;
    hash_map<nofree_string_hash, string_id> *string_numbers;
    hash_map<nofree_string_hash, unsigned> *external_numbers; /* name and lock -> index */
    hash_map<nofree_string_hash, const char *> *paths;        /* see records_file */
    hash_map<tree, unsigned> *scope_numbers; /* BLOCK -> its number in the newest function */
    unsigned skipped;
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
    unit.strings.safe_push(copy);
    unit.string_numbers->put(copy, unit.strings.length());
    return unit.strings.length();
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

/* Notes the further names of a function: the constructor of whole objects, attribute alias. */
static void note_aliases(tree decl)
{
    cgraph_node *node = cgraph_node::get(decl);
    ipa_ref *ref;
    FOR_EACH_ALIAS (node, ref) {
        tree alias = ref->referring->decl;
        unsigned flags = TREE_PUBLIC(alias) ? 0 : CINSTR_FUNCTION_STATIC;
        unit.aliases.safe_push({intern(records_assembler_name(alias)), flags});
    }
}

unsigned records_begin_function(tree decl)
{
    if (options.mode == CINSTR_MODE_COUNT && options.external)
        note_aliases(decl);
    expanded_location where = expand_location(DECL_SOURCE_LOCATION(decl));
    cinstr_function record = {};
    record.name = intern(records_assembler_name(decl));
    record.file = intern_file(where.file);
    record.line = where.line;
    record.flags = TREE_PUBLIC(decl) ? 0 : CINSTR_FUNCTION_STATIC;
    record.sites = unit.sites.length();
    record.scopes = unit.scopes.length();
    record.allocations = unit.allocations.length();
    unit.functions.safe_push(record);
    unit.newest = decl;
    delete unit.scope_numbers;
    unit.scope_numbers = new hash_map<tree, unsigned>;
    return unit.functions.length() - 1;
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
    unit.scopes.safe_push(record);
    unsigned number = ++unit.functions.last().scope_count;
    unit.scope_numbers->put(block, number);
    return number;
}

tree records_newest_function(void)
{
    return unit.newest;
}

unsigned records_scope_count(void)
{
    return unit.functions.last().scope_count;
}

unsigned records_site_count(void)
{
    return unit.functions.last().site_count;
}

void records_set_scope_entries(unsigned scope, unsigned variable)
{
    unit.scopes[unit.functions.last().scopes + scope - 1].entries = variable;
}

unsigned records_add_sum(const vec<unsigned> &variables)
{
    if (variables.length() == 1)
        return variables[0];
    cinstr_function &function = unit.functions.last();
    unit.equation_words.safe_push(variables.length());
    for (unsigned i = 0; i < variables.length(); i++)
        unit.equation_words.safe_push(variables[i] * 2);
    function.equation_words += 1 + variables.length();
    return function.variables++;
}

void records_set_flow(unsigned counters, unsigned variables, const vec<unsigned> &equations)
{
    cinstr_function &function = unit.functions.last();
    function.counters = counters;
    function.variables = variables;
    function.equations = unit.equation_words.length();
    function.equation_words = equations.length();
    unit.equation_words.safe_splice(equations);
}

static void collect_cost(cinstr_function &function, const cost &found, int32_t units)
{
    cinstr_cost record = {};
    record.variable = found.variable;
    record.scope = found.scope;
    record.file = found.file ? intern_file(found.file) : function.file;
    record.line = found.line ? found.line : function.line;
    record.units = units;
    unit.costs.safe_push(record);
    function.cost_count++;
}

static void collect_mix(cinstr_function &function, const cost &found, int32_t units)
{
    unit.mix.safe_push({function.cost_count - 1, found.kind - COST_MIX, units});
    function.mix_count++;
}

static void collect_call(cinstr_function &function, const cost &found, int32_t units)
{
    unit.calls.safe_push({function.cost_count - 1, intern(found.callee), units});
    function.call_count++;
}

/* What is too much for one record is in several. */
static void collect_costs(const vec<vec<cost>> &all)
{
    for (unsigned i = 0; i < all.length(); i++) {
        cinstr_function &function = unit.functions[i];
        function.costs = unit.costs.length();
        function.mix = unit.mix.length();
        function.calls = unit.calls.length();
        for (unsigned j = 0; j < all[i].length(); j++) {
            int64_t left = all[i][j].units;
            do {
                int32_t units = (int32_t)MAX(MIN(left, INT32_MAX), -INT32_MAX);
                if (all[i][j].kind == COST_INSTRUCTIONS)
                    collect_cost(function, all[i][j], units);
                else if (all[i][j].kind < COST_CALL)
                    collect_mix(function, all[i][j], units);
                else
                    collect_call(function, all[i][j], units);
                left -= units;
            } while (left != 0);
        }
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

unsigned records_add_site(gimple *call, unsigned flags)
{
    cinstr_function &function = unit.functions.last();
    expanded_location where = expand_location(gimple_location(call));
    tree callee = gimple_call_fndecl(call);
    cinstr_site record = {};
    record.callee = callee ? intern(records_assembler_name(body_of(callee))) : 0;
    record.file = where.file ? intern_file(where.file) : function.file;
    record.line = where.file ? where.line : function.line;
    record.scope = records_scope(gimple_block(call));
    record.flags = flags | (callee ? 0 : CINSTR_SITE_INDIRECT);
    unit.sites.safe_push(record);
    return function.site_count++;
}

unsigned records_add_allocation(const char *allocator, const char *type, location_t where,
                                tree block)
{
    cinstr_function &function = unit.functions.last();
    expanded_location place = expand_location(where);
    cinstr_allocation record = {};
    record.allocator = intern(allocator);
    record.type = intern(type);
    record.file = place.file ? intern_file(place.file) : function.file;
    record.line = place.file ? place.line : function.line;
    record.scope = records_scope(block);
    unit.allocations.safe_push(record);
    return function.allocation_count++;
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
    return decl;
}

tree records_function_decl(void)
{
    return record_decl("function", unit.functions.length() - 1);
}

static unsigned add_external(const char *name, bool contends, const char *lock)
{
    cinstr_external record = {};
    record.function.name = intern(name);
    record.function.flags = CINSTR_FUNCTION_EXTERNAL | (contends ? CINSTR_FUNCTION_CONTENDS : 0);
    record.function.site_count = 1;
    record.function.counters = contends ? CINSTR_EXTERNAL_DELAY : CINSTR_EXTERNAL_WAITED;
    record.lock = intern(lock);
    unit.externals.safe_push(record);
    return unit.externals.length() - 1;
}

tree records_external_decl(tree callee, bool contends, const char *lock)
{
    const char *name = records_assembler_name(callee);
    char *key = concat(name, contends ? " contends " : "", lock, NULL);
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
    unit.skipped++;
}

bool records_any(void)
{
    return unit.functions.length() > 0 || unit.skipped > 0;
}

namespace
{
/* Where the parts of the piece begin, in bytes from its start. */
struct layout {
    size_t functions, externals, sites, scopes, allocations, costs, mix, calls, aliases, equations,
        strings, size;
    vec<size_t> string_offsets;
};
} // namespace

static layout lay_out(void)
{
    layout layout = {};
    layout.functions = sizeof(cinstr_unit);
    layout.externals = layout.functions + unit.functions.length() * sizeof(cinstr_function);
    layout.sites = layout.externals + unit.externals.length() * sizeof(cinstr_external);
    layout.scopes = layout.sites + unit.sites.length() * sizeof(cinstr_site);
    layout.allocations = layout.scopes + unit.scopes.length() * sizeof(cinstr_scope);
    layout.costs = layout.allocations + unit.allocations.length() * sizeof(cinstr_allocation);
    layout.mix = layout.costs + unit.costs.length() * sizeof(cinstr_cost);
    layout.calls = layout.mix + unit.mix.length() * sizeof(cinstr_mix);
    layout.aliases = layout.calls + unit.calls.length() * sizeof(cinstr_call);
    layout.equations = layout.aliases + unit.aliases.length() * sizeof(cinstr_alias);
    layout.strings = layout.equations + unit.equation_words.length() * sizeof(unsigned);
    size_t end = layout.strings;
    for (unsigned i = 0; i < unit.strings.length(); i++) {
        layout.string_offsets.safe_push(end);
        end += strlen(unit.strings[i]) + 1;
    }
    layout.size = ROUND_UP(end, CINSTR_UNIT_ALIGN);
    if (layout.size > INT32_MAX)
        fatal_error(input_location, "cinstr: more than 2 GiB of records in one unit");
    return layout;
}

/* Turns a string's number in a field at `place` into a reference. */
static void refer_to_string(const char *piece, const layout &layout, cinstr_rel *field)
{
    if (*field)
        *field = (cinstr_rel)layout.string_offsets[*field - 1] -
                 (cinstr_rel)((const char *)field - piece);
}

/* Makes a field refer to `count` elements at `offset`; to nothing when there are none. */
static void refer_to_table(const char *piece, cinstr_rel *field, size_t offset, unsigned count)
{
    *field = count ? (cinstr_rel)offset - (cinstr_rel)((const char *)field - piece) : 0;
}

static unsigned unit_mode(void)
{
    unsigned mode = options.calls ? options.mode : (unsigned)CINSTR_MODE_FLAT;
    if (options.lines)
        mode |= CINSTR_MODE_LINES;
    else if (options.instructions)
        mode |= CINSTR_MODE_INSTRUCTIONS;
    mode |= options.mix * CINSTR_MODE_MIX;
    if (options.alloc != ALLOC_OFF)
        mode |= CINSTR_MODE_ALLOCATIONS;
    if (options.alloc == ALLOC_LIVE)
        mode |= CINSTR_MODE_LIVE;
    if (options.mode == CINSTR_MODE_TIME && options.external && options.calls)
        mode |= CINSTR_MODE_WAIT;
    return mode;
}

static void fill_unit(char *piece, const layout &layout, string_id file, string_id compiler)
{
    cinstr_unit *record = (cinstr_unit *)piece;
    record->abi_version = CINSTR_ABI_VERSION;
    record->size = layout.size;
    record->mode = unit_mode();
    record->functions_skipped = unit.skipped;
    record->function_count = unit.functions.length();
    record->file = file;
    record->compiler = compiler;
    record->alias_count = unit.aliases.length();
    refer_to_table(piece, &record->functions, layout.functions, unit.functions.length());
    refer_to_table(piece, &record->aliases, layout.aliases, unit.aliases.length());
    refer_to_string(piece, layout, &record->file);
    refer_to_string(piece, layout, &record->compiler);
}

static void fill_function(char *piece, const layout &layout, unsigned index)
{
    cinstr_function *function = (cinstr_function *)(piece + layout.functions) + index;
    *function = unit.functions[index];
    refer_to_table(piece, &function->unit, 0, 1);
    refer_to_string(piece, layout, &function->name);
    refer_to_string(piece, layout, &function->file);
    refer_to_table(piece, &function->sites,
                   layout.sites + unit.functions[index].sites * sizeof(cinstr_site),
                   function->site_count);
    refer_to_table(piece, &function->scopes,
                   layout.scopes + unit.functions[index].scopes * sizeof(cinstr_scope),
                   function->scope_count);
    refer_to_table(piece, &function->allocations,
                   layout.allocations +
                       unit.functions[index].allocations * sizeof(cinstr_allocation),
                   function->allocation_count);
    refer_to_table(piece, &function->costs,
                   layout.costs + unit.functions[index].costs * sizeof(cinstr_cost),
                   function->cost_count);
    refer_to_table(piece, &function->mix,
                   layout.mix + unit.functions[index].mix * sizeof(cinstr_mix),
                   function->mix_count);
    refer_to_table(piece, &function->calls,
                   layout.calls + unit.functions[index].calls * sizeof(cinstr_call),
                   function->call_count);
    refer_to_table(piece, &function->equations,
                   layout.equations + unit.functions[index].equations * sizeof(unsigned),
                   function->equation_words);
}

/* Whom a function without probes calls is not known: it has one site for all of its calls. */
static void fill_external(char *piece, const layout &layout, unsigned index)
{
    cinstr_external *external = (cinstr_external *)(piece + layout.externals) + index;
    *external = unit.externals[index];
    refer_to_table(piece, &external->function.unit, 0, 1);
    refer_to_string(piece, layout, &external->function.name);
    refer_to_string(piece, layout, &external->lock);
    refer_to_table(piece, &external->function.sites,
                   layout.sites + (unit.sites.length() - 1) * sizeof(cinstr_site),
                   external->function.site_count);
}

static void fill_site(char *piece, const layout &layout, unsigned index)
{
    cinstr_site *site = (cinstr_site *)(piece + layout.sites) + index;
    *site = unit.sites[index];
    refer_to_string(piece, layout, &site->callee);
    refer_to_string(piece, layout, &site->file);
}

static void fill_scope(char *piece, const layout &layout, unsigned index)
{
    cinstr_scope *scope = (cinstr_scope *)(piece + layout.scopes) + index;
    *scope = unit.scopes[index];
    refer_to_string(piece, layout, &scope->name);
    refer_to_string(piece, layout, &scope->file);
    refer_to_string(piece, layout, &scope->call_file);
}

static void fill_allocation(char *piece, const layout &layout, unsigned index)
{
    cinstr_allocation *allocation = (cinstr_allocation *)(piece + layout.allocations) + index;
    *allocation = unit.allocations[index];
    refer_to_string(piece, layout, &allocation->allocator);
    refer_to_string(piece, layout, &allocation->type);
    refer_to_string(piece, layout, &allocation->file);
}

static void fill_cost(char *piece, const layout &layout, unsigned index)
{
    cinstr_cost *cost = (cinstr_cost *)(piece + layout.costs) + index;
    *cost = unit.costs[index];
    refer_to_string(piece, layout, &cost->file);
}

static void fill_call(char *piece, const layout &layout, unsigned index)
{
    cinstr_call *call = (cinstr_call *)(piece + layout.calls) + index;
    *call = unit.calls[index];
    refer_to_string(piece, layout, &call->callee);
}

static void fill_alias(char *piece, const layout &layout, unsigned index)
{
    cinstr_alias *alias = (cinstr_alias *)(piece + layout.aliases) + index;
    *alias = unit.aliases[index];
    refer_to_string(piece, layout, &alias->name);
}

/* A label where an element of `size` bytes of the table [begin, end) starts. */
static void write_label(const char *kind, size_t offset, size_t begin, size_t end, size_t size)
{
    if (offset >= begin && offset < end && (offset - begin) % size == 0)
        fprintf(asm_out_file, ".Lcinstr_%s_%u:\n", kind, (unsigned)((offset - begin) / size));
}

/* The words of the piece, with a label before each function. */
static void write_words(const char *piece, const layout &layout)
{
    for (size_t offset = 0; offset < layout.size; offset += 4) {
        write_label("function", offset, layout.functions, layout.externals,
                    sizeof(cinstr_function));
        write_label("external", offset, layout.externals, layout.sites, sizeof(cinstr_external));
        int word;
        memcpy(&word, piece + offset, sizeof word);
        fprintf(asm_out_file, "\t.long\t%d\n", word);
    }
}

/* calls=off: a pointer for each function and thread. */
static void write_flat_nodes(void)
{
    if (!options.calls && unit.functions.length() > 0)
        fprintf(asm_out_file,
                "\t.section\t.tbss,\"awT\",@nobits\n\t.balign\t8\n"
                "\t.type\t" FLAT_NODES ", @object\n" FLAT_NODES ":\n\t.zero\t%u\n",
                unit.functions.length() * 8);
}

tree records_flat_nodes(void)
{
    tree type = build_array_type_nelts(ptr_type_node, unit.functions.length());
    tree decl = build_decl(UNKNOWN_LOCATION, VAR_DECL, get_identifier(FLAT_NODES), type);
    SET_DECL_ASSEMBLER_NAME(decl, get_identifier("*" FLAT_NODES));
    TREE_STATIC(decl) = 1;
    TREE_ADDRESSABLE(decl) = 1;
    TREE_USED(decl) = 1;
    DECL_ARTIFICIAL(decl) = 1;
    DECL_IGNORED_P(decl) = 1;
    set_decl_tls_model(decl, decl_default_tls_model(decl));
    return decl;
}

void records_emit(const vec<vec<cost>> &costs)
{
    char version[64];
    snprintf(version, sizeof version, "GCC %s", gcc_version.basever);
    string_id compiler = intern(version);
    string_id file = intern_file(main_input_filename);
    collect_costs(costs);
    if (!unit.externals.is_empty()) {
        cinstr_site site = {};
        site.flags = CINSTR_SITE_INDIRECT;
        unit.sites.safe_push(site);
    }
    layout layout = lay_out();
    char *piece = XCNEWVEC(char, layout.size);
    fill_unit(piece, layout, file, compiler);
    for (unsigned i = 0; i < unit.functions.length(); i++)
        fill_function(piece, layout, i);
    for (unsigned i = 0; i < unit.externals.length(); i++)
        fill_external(piece, layout, i);
    for (unsigned i = 0; i < unit.sites.length(); i++)
        fill_site(piece, layout, i);
    for (unsigned i = 0; i < unit.scopes.length(); i++)
        fill_scope(piece, layout, i);
    for (unsigned i = 0; i < unit.allocations.length(); i++)
        fill_allocation(piece, layout, i);
    for (unsigned i = 0; i < unit.costs.length(); i++)
        fill_cost(piece, layout, i);
    for (unsigned i = 0; i < unit.mix.length(); i++)
        memcpy(piece + layout.mix + i * sizeof(cinstr_mix), &unit.mix[i], sizeof(cinstr_mix));
    for (unsigned i = 0; i < unit.calls.length(); i++)
        fill_call(piece, layout, i);
    for (unsigned i = 0; i < unit.aliases.length(); i++)
        fill_alias(piece, layout, i);
    for (unsigned i = 0; i < unit.equation_words.length(); i++)
        memcpy(piece + layout.equations + i * sizeof(unsigned), &unit.equation_words[i],
               sizeof(unsigned));
    for (unsigned i = 0; i < unit.strings.length(); i++)
        strcpy(piece + layout.string_offsets[i], unit.strings[i]);

    fprintf(asm_out_file, "\t.section\t" CINSTR_SECTION ",\"a\",@progbits\n\t.balign\t%d\n",
            CINSTR_UNIT_ALIGN);
    write_words(piece, layout);
    free(piece);
    write_flat_nodes();
}
