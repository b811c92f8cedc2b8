/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece.cc - lays out a unit's records in memory with the structs of abi.h, and writes them as
 * words. What is emitted, as one piece of section cinstr_records:
 *
 *     cinstr_unit
 *     cinstr_function[]   under .Lcinstr_function_N labels, which the probes refer to
 *     cinstr_external[]   functions without probes, under .Lcinstr_external_N labels
 *     cinstr_site[]       those of function 0, then of function 1, ...; last, the one that all
 *                         functions without probes share
 *     cinstr_scope[]      likewise
 *     cinstr_allocation[] likewise
 *     cinstr_alias[]      of the unit
 *     stream              equations and costs, of function 0, ...
 *     strings             each string once, NUL-terminated
 */
#include "base/piece.h"
#include "base/options.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "records are emitted in the host's byte order, which must be that of all targets (target.h)"
#endif

namespace
{
/* Where the parts of the piece begin, in bytes from its start. */
struct layout {
    size_t functions, externals, sites, scopes, allocations, aliases, stream, strings, size;
    vec<size_t> string_offsets;
};
} // namespace

static layout lay_out(const unit_records &unit)
{
    layout layout = {};
    layout.functions = sizeof(cinstr_unit);
    layout.externals = layout.functions + unit.functions.length() * sizeof(cinstr_function);
    layout.sites = layout.externals + unit.externals.length() * sizeof(cinstr_external);
    layout.scopes = layout.sites + unit.sites.length() * sizeof(cinstr_site);
    layout.allocations = layout.scopes + unit.scopes.length() * sizeof(cinstr_scope);
    layout.aliases = layout.allocations + unit.allocations.length() * sizeof(cinstr_allocation);
    layout.stream = layout.aliases + unit.aliases.length() * sizeof(cinstr_alias);
    layout.strings = layout.stream + unit.stream.bytes.length();
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

static void fill_unit(char *piece, const unit_records &unit, const layout &layout)
{
    cinstr_unit *record = (cinstr_unit *)piece;
    record->abi_version = CINSTR_ABI_VERSION;
    record->size = layout.size;
    record->mode = unit_mode();
    record->functions_skipped = unit.skipped;
    record->function_count = unit.functions.length();
    record->file = unit.file;
    record->compiler = unit.compiler;
    record->alias_count = unit.aliases.length();
    refer_to_table(piece, &record->functions, layout.functions, unit.functions.length());
    refer_to_table(piece, &record->aliases, layout.aliases, unit.aliases.length());
    refer_to_string(piece, layout, &record->file);
    refer_to_string(piece, layout, &record->compiler);
}

static void fill_function(char *piece, const unit_records &unit, const layout &layout,
                          unsigned index)
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
    refer_to_table(piece, &function->equations, layout.stream + unit.functions[index].equations,
                   function->variables > 1 + function->counters);
    refer_to_table(piece, &function->costs, layout.stream + unit.functions[index].costs,
                   function->place_count);
}

/* Whom a function without probes calls is not known: it has one site for all of its calls. */
static void fill_external(char *piece, const unit_records &unit, const layout &layout,
                          unsigned index)
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

static void fill_site(char *piece, const unit_records &unit, const layout &layout, unsigned index)
{
    cinstr_site *site = (cinstr_site *)(piece + layout.sites) + index;
    *site = unit.sites[index];
    refer_to_string(piece, layout, &site->callee);
    refer_to_string(piece, layout, &site->file);
    refer_to_string(piece, layout, &site->type);
}

static void fill_scope(char *piece, const unit_records &unit, const layout &layout, unsigned index)
{
    cinstr_scope *scope = (cinstr_scope *)(piece + layout.scopes) + index;
    *scope = unit.scopes[index];
    refer_to_string(piece, layout, &scope->name);
    refer_to_string(piece, layout, &scope->file);
    refer_to_string(piece, layout, &scope->call_file);
}

static void fill_allocation(char *piece, const unit_records &unit, const layout &layout,
                            unsigned index)
{
    cinstr_allocation *allocation = (cinstr_allocation *)(piece + layout.allocations) + index;
    *allocation = unit.allocations[index];
    refer_to_string(piece, layout, &allocation->allocator);
    refer_to_string(piece, layout, &allocation->type);
    refer_to_string(piece, layout, &allocation->file);
}

static void fill_alias(char *piece, const unit_records &unit, const layout &layout, unsigned index)
{
    cinstr_alias *alias = (cinstr_alias *)(piece + layout.aliases) + index;
    *alias = unit.aliases[index];
    refer_to_string(piece, layout, &alias->name);
    refer_to_table(piece, &alias->function,
                   layout.functions + unit.aliases[index].function * sizeof(cinstr_function), 1);
}

static void fill_stream(char *piece, const unit_records &unit, const layout &layout)
{
    const byte_stream &stream = unit.stream;
    char *bytes = piece + layout.stream;
    if (!stream.bytes.is_empty())
        memcpy(bytes, stream.bytes.address(), stream.bytes.length());
    for (unsigned i = 0; i < stream.references.length(); i++) {
        char *at = bytes + stream.references[i].at;
        string_id string = stream.references[i].string;
        cinstr_rel step = 0; /* to nothing, as in a field */
        if (string)
            step = (cinstr_rel)layout.string_offsets[string - 1] - (cinstr_rel)(at - piece);
        memcpy(at, &step, sizeof step);
    }
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

template <typename T, typename F> static void for_each_of(const vec<T> &records, F fill)
{
    for (unsigned i = 0; i < records.length(); i++)
        fill(i);
}

void piece_write(const unit_records &unit)
{
    layout layout = lay_out(unit);
    char *piece = XCNEWVEC(char, layout.size);
    fill_unit(piece, unit, layout);
    for_each_of(unit.functions, [&](unsigned i) { fill_function(piece, unit, layout, i); });
    for_each_of(unit.externals, [&](unsigned i) { fill_external(piece, unit, layout, i); });
    for_each_of(unit.sites, [&](unsigned i) { fill_site(piece, unit, layout, i); });
    for_each_of(unit.scopes, [&](unsigned i) { fill_scope(piece, unit, layout, i); });
    for_each_of(unit.allocations, [&](unsigned i) { fill_allocation(piece, unit, layout, i); });
    for_each_of(unit.aliases, [&](unsigned i) { fill_alias(piece, unit, layout, i); });
    fill_stream(piece, unit, layout);
    for_each_of(unit.strings,
                [&](unsigned i) { strcpy(piece + layout.string_offsets[i], unit.strings[i]); });
    fprintf(asm_out_file, "\t.section\t" CINSTR_SECTION ",\"a\",@progbits\n\t.balign\t%d\n",
            CINSTR_UNIT_ALIGN);
    write_words(piece, layout);
    free(piece);
    layout.string_offsets.release();
}
