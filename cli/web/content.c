/* SPDX-License-Identifier: MIT */
/* content.c - a profile's tree and sums as columns of JSON. */
#include "web/content.h"
#include "base/filepath.h"
#include "common/json.h"
#include "tree/flat.h"
#include "tree/name.h"
#include "tree/sums.h"
#include "web/sources.h"

#include <inttypes.h>
#include <string.h>

/* The largest whole number up to which JavaScript knows them all. */
#define LARGEST ((int64_t)1 << 53)

struct writer {
    FILE *out;
    const struct ci_content *tab;
    const struct ci_content_options *options;
    struct ci_tree tree;
    struct ci_sums sums;
    struct ci_flat flat;
};

/* The number; a large profile has millions, so printf is too slow. */
static void write_number(FILE *out, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        digits[--at] = '-';
    while (at < sizeof digits)
        putc_unlocked(digits[at++], out);
}

/* A list of what GET tells of the things 0 to COUNT - 1. */
static void write_list(struct writer *writer, const char *name, bool first, size_t count,
                       int64_t (*get)(const struct writer *writer, size_t i))
{
    fprintf(writer->out, "%s\"%s\":", first ? "" : ",", name);
    putc('[', writer->out);
    for (size_t i = 0; i < count; i++) {
        if (i)
            putc(',', writer->out);
        write_number(writer->out, get(writer, i));
    }
    putc(']', writer->out);
}

/* The sums' own values, or those with callees, as a list of columns. */
static void write_values(struct writer *writer, const char *name, const struct ci_sum *sums,
                         size_t count, bool own)
{
    size_t columns = writer->tree.n_columns;
    fprintf(writer->out, ",\"%s\":", name);
    putc('[', writer->out);
    for (size_t i = 0; i < columns; i++) {
        fputs(i ? ",[" : "[", writer->out);
        for (size_t j = 0; j < count; j++) {
            if (j)
                putc(',', writer->out);
            write_number(writer->out, own ? sums[j].own[i] : sums[j].cum[i]);
        }
        putc(']', writer->out);
    }
    putc(']', writer->out);
}

static int64_t get_kind(const struct writer *writer, size_t i)
{
    return writer->tree.functions[i].kind;
}

static int64_t get_line_function(const struct writer *writer, size_t i)
{
    return writer->sums.line_keys[i].function;
}

static int64_t get_line_file(const struct writer *writer, size_t i)
{
    return writer->sums.line_keys[i].file;
}

static int64_t get_line(const struct writer *writer, size_t i)
{
    return writer->sums.line_keys[i].line;
}

static int64_t get_start(const struct writer *writer, size_t i)
{
    return writer->sums.line_keys[i].start_line;
}

static int64_t get_node_function(const struct writer *writer, size_t i)
{
    return writer->flat.nodes[i].function;
}

static int64_t get_node_depth(const struct writer *writer, size_t i)
{
    return writer->flat.nodes[i].depth;
}

static int64_t get_node_inlined(const struct writer *writer, size_t i)
{
    return writer->flat.nodes[i].inlined;
}

static void write_names(struct writer *writer)
{
    const struct ci_tree *tree = &writer->tree;
    fputs("\"name\":", writer->out);
    for (size_t i = 0; i < tree->n_functions; i++) {
        putc(i ? ',' : '[', writer->out);
        ci_json_text(writer->out, tree->functions[i].name);
    }
    fputs(tree->n_functions ? "]" : "[]", writer->out);
    fputs(",\"short\":", writer->out);
    for (size_t i = 0; i < tree->n_functions; i++) {
        const char *name = tree->functions[i].name;
        const char *short_name = ci_name_shorten(&writer->tree.pool, name);
        putc(i ? ',' : '[', writer->out);
        ci_json_text(writer->out, strcmp(name, short_name) == 0 ? "" : short_name);
    }
    fputs(tree->n_functions ? "]" : "[]", writer->out);
}

static void write_functions(struct writer *writer)
{
    size_t count = writer->tree.n_functions;
    fputs(",\"functions\":{", writer->out);
    write_names(writer);
    write_list(writer, "kind", false, count, get_kind);
    write_values(writer, "own", writer->sums.functions, count, true);
    write_values(writer, "cum", writer->sums.functions, count, false);
    putc('}', writer->out);
}

static void write_lines(struct writer *writer)
{
    size_t count = writer->sums.n_lines;
    fputs(",\"lines\":{", writer->out);
    write_list(writer, "function", true, count, get_line_function);
    write_list(writer, "file", false, count, get_line_file);
    write_list(writer, "line", false, count, get_line);
    write_list(writer, "start", false, count, get_start);
    write_values(writer, "own", writer->sums.lines, count, true);
    write_values(writer, "cum", writer->sums.lines, count, false);
    putc('}', writer->out);
}

/* Edges or sites. How often a call was made is what its callee has of the column of calls. */
static void write_calls(struct writer *writer, const char *name, const struct ci_call_key *keys,
                        const struct ci_sum *sums, size_t count)
{
    FILE *out = writer->out;
    int calls = ci_tree_calls(&writer->tree);
    fprintf(out, ",\"%s\":{\"from\":[", name);
    for (size_t i = 0; i < count; i++)
        fprintf(out, i ? ",%u" : "%u", keys[i].from);
    fputs("],\"to\":[", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, i ? ",%u" : "%u", keys[i].to);
    fputs("],\"inlined\":[", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, i ? ",%d" : "%d", keys[i].inlined);
    if (calls >= 0) {
        fputs("],\"calls\":[", out);
        for (size_t i = 0; i < count; i++) {
            if (i)
                putc(',', out);
            write_number(out, sums[i].own[calls]);
        }
    }
    putc(']', out);
    write_values(writer, "cum", sums, count, false);
    putc('}', out);
}

static void write_tree(struct writer *writer)
{
    const struct ci_flat *flat = &writer->flat;
    fputs(",\"tree\":{", writer->out);
    write_list(writer, "function", true, flat->n_nodes, get_node_function);
    write_list(writer, "depth", false, flat->n_nodes, get_node_depth);
    write_list(writer, "inlined", false, flat->n_nodes, get_node_inlined);
    fputs(",\"own\":", writer->out);
    for (size_t i = 0; i < flat->n_columns; i++) {
        putc(i ? ',' : '[', writer->out);
        for (size_t j = 0; j < flat->n_nodes; j++) {
            putc(j ? ',' : '[', writer->out);
            write_number(writer->out, flat->own[j * flat->n_columns + i]);
        }
        putc(']', writer->out);
    }
    fputs("]}", writer->out);
}

static void write_types(struct writer *writer)
{
    const struct ci_tree *tree = &writer->tree;
    FILE *out = writer->out;
    fputs(",\"types\":[", out);
    for (size_t i = 0; i < tree->n_types; i++) {
        bool rounded = tree->volumes[i] > LARGEST || tree->volumes[i] < 0;
        fputs(i ? ",{\"name\":" : "{\"name\":", out);
        ci_json_text(out, tree->types[i].type);
        fputs(",\"unit\":", out);
        ci_json_text(out, tree->types[i].unit);
        fputs(",\"total\":", out);
        write_number(out, tree->volumes[i]);
        fputs(",\"baseTotal\":", out);
        write_number(out, writer->tab->base ? tree->volumes[tree->n_types + i] : 0);
        fprintf(out, ",\"rounded\":%s}", rounded ? "true" : "false");
    }
    fprintf(out, "],\"default\":%zu,\"calls_type\":%d", writer->tab->type, ci_tree_calls(tree));
}

/* Which program and run it was: what the profile tells about itself. */
static void write_about(FILE *out, const struct ci_profile *profile, const char *file)
{
    struct ci_pool pool = {0};
    const char *program = profile->n_mappings ? profile->mappings[0].file : "";
    fputs("\"file\":", out);
    ci_json_text(out, ci_filepath_base(&pool, file));
    fputs(",\"program\":", out);
    ci_json_text(out, *program ? ci_filepath_base(&pool, program) : "");
    fputs(",\"buildId\":", out);
    ci_json_text(out, profile->n_mappings ? profile->mappings[0].build_id : "");
    fputs(",\"date\":", out);
    write_number(out, profile->time_nanos / 1000000000);
    fputs(",\"duration\":", out);
    write_number(out, profile->duration_nanos);
    bool first = true;
    fputs(",\"comments\":[", out);
    for (size_t i = 0; i < profile->n_comments; i++) {
        if (profile->comments[i][0] == '#')
            continue;
        if (!first)
            putc(',', out);
        ci_json_text(out, profile->comments[i]);
        first = false;
    }
    putc(']', out);
    ci_pool_deinit(&pool);
}

static void write_tab(FILE *out, const struct ci_content *tab,
                      const struct ci_content_options *options)
{
    struct writer writer = {.out = out, .tab = tab, .options = options};
    ci_tree_build(&writer.tree, tab->profile, tab->base);
    ci_sums_init(&writer.sums, &writer.tree);
    ci_flat_init(&writer.flat, &writer.tree, options->contexts);
    putc('{', out);
    write_about(out, tab->profile, tab->file);
    fputs(",\"base\":", out);
    if (tab->base) {
        putc('{', out);
        write_about(out, tab->base, tab->base_file);
        putc('}', out);
    } else {
        fputs("null", out);
    }
    write_types(&writer);
    fprintf(out, ",\"wholeFunctions\":%s,\"contexts\":%zu,\"kept\":%zu,\"files\":",
            ci_profile_times_functions(tab->profile) ? "true" : "false", writer.flat.out_of,
            writer.flat.kept);
    ci_sources_write(out, &writer.tree, &writer.sums, tab->profile, options);
    write_functions(&writer);
    write_lines(&writer);
    write_calls(&writer, "edges", writer.sums.edge_keys, writer.sums.edges, writer.sums.n_edges);
    write_calls(&writer, "sites", writer.sums.site_keys, writer.sums.sites, writer.sums.n_sites);
    write_tree(&writer);
    putc('}', out);
    ci_flat_deinit(&writer.flat);
    ci_sums_deinit(&writer.sums);
    ci_tree_deinit(&writer.tree);
}

void ci_content_write(FILE *out, const struct ci_content *tabs, size_t count,
                      const struct ci_content_options *options)
{
    fputs("{\"cinstr\":", out);
    ci_json_text(out, CINSTR_VERSION);
    fputs(",\"profiles\":[", out);
    for (size_t i = 0; i < count; i++) {
        if (i)
            putc(',', out);
        write_tab(out, &tabs[i], options);
    }
    fputs("]}", out);
}
