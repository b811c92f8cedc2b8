/* SPDX-License-Identifier: MIT */
/* flame.c - 'cinstr flame': the flame graph of a profile as SVG, without scripts. */
#include "base/filepath.h"
#include "base/outfile.h"
#include "base/status.h"
#include "commands.h"
#include "picture/svg.h"
#include "picture/xml.h"
#include "profile/filter.h"
#include "report/report.h"
#include "tree/flat.h"
#include "tree/name.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1200, MARGIN = 10, ROW = 18, HEAD = 44, FOOT = 12, LETTER = 7, HUES = 12 };
#define NARROWEST 0.15 /* of a unit of the picture; narrower frames are left out */

struct flame {
    FILE *out;
    const struct ci_report *report;
    const struct ci_report *base; /* NULL: none */
    struct ci_tree tree;
    struct ci_flat flat;
    double *sizes;   /* of the nodes: what their widths are proportional to */
    double *lefts;   /* where the next child of a node starts */
    uint32_t *files; /* of the functions */
    uint32_t deepest;
    size_t hidden; /* frames that are too narrow */
};

static int64_t value_of(const struct flame *flame, const int64_t *values, size_t node, bool base)
{
    size_t column = flame->report->value + (base ? flame->tree.n_types : 0);
    return values[node * flame->flat.n_columns + column];
}

/* Sizes add up: magnitudes of own values, with a base those of both sides. */
static void size_up(struct flame *flame)
{
    const struct ci_flat *flat = &flame->flat;
    flame->sizes = ci_pool_alloc(&flame->tree.pool, flat->n_nodes, sizeof *flame->sizes);
    flame->lefts = ci_pool_alloc(&flame->tree.pool, flat->n_nodes, sizeof *flame->lefts);
    for (size_t i = flat->n_nodes; i-- > 0;) {
        flame->sizes[i] += fabs((double)value_of(flame, flat->own, i, false));
        if (flame->base)
            flame->sizes[i] += fabs((double)value_of(flame, flat->own, i, true));
        if (i)
            flame->sizes[flat->nodes[i].parent] += flame->sizes[i];
    }
}

static bool is_seen(const struct flame *flame, size_t node)
{
    return flame->sizes[0] > 0 && flame->sizes[node] / flame->sizes[0] * WIDTH >= NARROWEST;
}

/* The rows that are needed, and what does not show. */
static void measure(struct flame *flame)
{
    for (size_t i = 0; i < flame->flat.n_nodes; i++) {
        uint32_t depth = flame->flat.nodes[i].depth;
        if (!is_seen(flame, i))
            flame->hidden++;
        else if (depth > flame->deepest)
            flame->deepest = depth;
    }
}

/* The file of each function, for its colour. */
static void find_files(struct flame *flame)
{
    const struct ci_tree *tree = &flame->tree;
    flame->files = ci_pool_alloc(&flame->tree.pool, tree->n_functions, sizeof *flame->files);
    for (size_t i = 0; i < tree->n_frames; i++)
        if (!flame->files[tree->frames[i].function])
            flame->files[tree->frames[i].function] = tree->frames[i].file;
}

/* The class of a frame's colour: by file, or with a base by how much it changed. */
static void put_class(const struct flame *flame, size_t node)
{
    int32_t function = flame->flat.nodes[node].function;
    if (flame->base) {
        double new = (double)value_of(flame, flame->flat.totals, node, false);
        double old = (double)value_of(flame, flame->flat.totals, node, true);
        double size = fabs(new) + fabs(old), part = size > 0 ? (new - old) / size : 0;
        int strength = (int)ceil(sqrt(fabs(part)) * 4);
        fprintf(flame->out, "%c%d", part > 0 ? 'g' : 's', strength > 4 ? 4 : strength);
        return;
    }
    uint32_t file = node && function >= 0 ? flame->files[function] : 0;
    bool is_system = file == 0 || strncmp(flame->tree.files[file], "/usr/", 5) == 0;
    if (is_system)
        fputs("n", flame->out);
    else
        fprintf(flame->out, "f%u", file % HUES);
}

static const char *name_of(const struct flame *flame, size_t node)
{
    int32_t function = flame->flat.nodes[node].function;
    if (node == 0)
        return "all";
    return function < 0 ? "(smaller contexts)" : flame->tree.functions[function].name;
}

static void format(const struct flame *flame, int64_t value, char text[CI_VALUE_SIZE])
{
    ci_measure_format(value, flame->report->type.unit, "auto", text);
}

/* What a reader's pointer shows. */
static void put_title(const struct flame *flame, size_t node)
{
    char cum[CI_VALUE_SIZE], own[CI_VALUE_SIZE], part[CI_PERCENT_SIZE];
    int64_t total = value_of(flame, flame->flat.totals, node, false);
    format(flame, total, cum);
    format(flame, value_of(flame, flame->flat.own, node, false), own);
    ci_measure_percent(total, flame->report->total, part);
    fputs("<title>", flame->out);
    ci_xml_text(flame->out, name_of(flame, node), 0);
    fprintf(flame->out, "&#10;%s with callees (%s), %s own", cum, part + strspn(part, " "), own);
    if (flame->base) {
        format(flame, value_of(flame, flame->flat.totals, node, true), cum);
        fprintf(flame->out, "&#10;base %s", cum);
    }
    int calls = ci_tree_calls(&flame->tree);
    if (calls >= 0 && (size_t)calls != flame->report->value && node) {
        int64_t count = flame->flat.own[node * flame->flat.n_columns + (size_t)calls];
        if (count)
            fprintf(flame->out, "&#10;%s %" PRId64, flame->tree.types[calls].type, count);
    }
    fputs("</title>", flame->out);
}

static void put_frame(struct flame *flame, size_t node, double left, double width)
{
    const char *name = name_of(flame, node);
    const char *short_name = ci_name_shorten(&flame->tree.pool, name);
    unsigned top = HEAD + (flame->deepest - flame->flat.nodes[node].depth) * ROW;
    fputs("<g>", flame->out);
    put_title(flame, node);
    fputs("<rect class=\"", flame->out);
    put_class(flame, node);
    fprintf(flame->out, "\" x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"%d\"%s/>", left, top,
            width > 1.5 ? width - 0.6 : width, ROW - 1, width > 6 ? " rx=\"2\"" : "");
    size_t room = width > 4 * LETTER ? (size_t)((width - 6) / LETTER) : 0;
    if (room) {
        fprintf(flame->out, "<text x=\"%.2f\" y=\"%u\">", left + 4, top + 13);
        ci_xml_text(flame->out, short_name, ci_xml_measure(short_name) > room ? room : 0);
        fputs("</text>", flame->out);
    }
    fputs("</g>\n", flame->out);
}

static void put_frames(struct flame *flame)
{
    double scale = flame->sizes[0] > 0 ? (WIDTH - 2 * MARGIN) / flame->sizes[0] : 0;
    for (size_t i = 0; i < flame->flat.n_nodes; i++) {
        double *at = &flame->lefts[i ? flame->flat.nodes[i].parent : 0];
        double left = *at;
        if (i)
            *at += flame->sizes[i];
        flame->lefts[i] = left; /* its own children start where it starts */
        if (is_seen(flame, i))
            put_frame(flame, i, MARGIN + left * scale, flame->sizes[i] * scale);
    }
}

/* Colours for light and for dark, whichever the reader's system has. */
static void put_style(FILE *out)
{
    static const int hues[HUES] = {28, 205, 130, 285, 55, 340, 175, 240, 90, 15, 310, 190};
    fputs("<style>\n"
          "rect:hover{stroke:currentColor;stroke-width:1.2}.n{fill:#dddbd3}\n",
          out);
    for (int i = 0; i < HUES; i++)
        fprintf(out, ".f%d{fill:hsl(%d 62%% 80%%)}", i, hues[i]);
    for (int i = 0; i <= 4; i++)
        fprintf(out, ".g%d{fill:hsl(6 %d%% %d%%)}.s%d{fill:hsl(212 %d%% %d%%)}", i, i * 20,
                92 - i * 7, i, i * 20, 92 - i * 7);
    fputs("\n@media(prefers-color-scheme:dark){.n{fill:#3a3935}", out);
    for (int i = 0; i < HUES; i++)
        fprintf(out, ".f%d{fill:hsl(%d 40%% 30%%)}", i, hues[i]);
    for (int i = 0; i <= 4; i++)
        fprintf(out, ".g%d{fill:hsl(6 %d%% %d%%)}.s%d{fill:hsl(212 %d%% %d%%)}", i, i * 16,
                22 + i * 6, i, i * 16, 22 + i * 6);
    fputs("}\n</style>\n", out);
}

static void put_heading(struct flame *flame)
{
    const struct ci_profile *profile = flame->report->profile;
    const char *program = profile->n_mappings ? profile->mappings[0].file : "";
    char total[CI_VALUE_SIZE];
    program = *program ? program : flame->report->options->file;
    format(flame, flame->report->total, total);
    fprintf(flame->out, "<text class=\"h\" x=\"%d\" y=\"22\">", MARGIN);
    ci_xml_text(flame->out, ci_filepath_base(&flame->tree.pool, program), 60);
    fprintf(flame->out, "</text>\n<text class=\"d\" x=\"%d\" y=\"22\" text-anchor=\"end\">%s ",
            WIDTH - MARGIN, total);
    ci_xml_text(flame->out, flame->report->type.type, 40);
    if (flame->base) {
        fputs("; red grew, blue shrank against ", flame->out);
        ci_xml_text(flame->out, ci_filepath_base(&flame->tree.pool, flame->base->options->file),
                    40);
    }
    if (flame->hidden)
        fprintf(flame->out, "; %zu contexts too small to be seen", flame->hidden);
    fputs("</text>\n", flame->out);
}

static void draw(struct flame *flame)
{
    ci_tree_build(&flame->tree, flame->report->profile, flame->base ? flame->base->profile : NULL);
    ci_flat_init(&flame->flat, &flame->tree, 0);
    size_up(flame);
    measure(flame);
    find_files(flame);
    unsigned height = HEAD + (flame->deepest + 1) * ROW + FOOT;
    ci_svg_begin(flame->out, WIDTH, height, "Flame graph");
    put_style(flame->out);
    put_heading(flame);
    put_frames(flame);
    fputs("</svg>\n", flame->out);
    ci_flat_deinit(&flame->flat);
    ci_tree_deinit(&flame->tree);
}

/* Draws into a file, or to standard output. Returns an exit status. */
static int deliver(const struct ci_report *report, const struct ci_report *base)
{
    char *text = NULL;
    size_t size = 0;
    const char *path = report->options->out;
    struct flame flame = {.report = report, .base = base};
    flame.out = open_memstream(&text, &size);
    if (!flame.out)
        ci_pool_exhausted();
    draw(&flame);
    if (fclose(flame.out))
        ci_pool_exhausted();
    int status = ci_outfile_deliver(*path && strcmp(path, "-") ? path : NULL, text, size);
    free(text);
    return status;
}

static int print_flame(struct ci_report *report)
{
    if (!*report->options->base)
        return deliver(report, NULL);
    struct ci_error error;
    struct ci_report base;
    struct ci_options options = *report->options;
    options.file = options.base;
    options.sample_index = report->type.type;
    options.is_base = true;
    int status = ci_report_init(&base, &options);
    if (status)
        return status;
    if (strcmp(base.type.unit, report->type.unit) == 0) {
        status = deliver(report, &base);
    } else {
        ci_error_set(&error, "its %s is in other units; give a profile of the same kind",
                     base.type.type);
        ci_error_print(options.base, &error);
        status = EXIT_UNLIKE;
    }
    return ci_report_deinit(&base, status);
}

int ci_flame_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned traits = CI_TAKES_SAMPLE_TYPE | CI_TAKES_FILTERS | CI_TAKES_FRAMES |
                            CI_TAKES_INLINES | CI_TAKES_OUT | CI_TAKES_BASE | CI_BY_LINE_ALWAYS;
    return ci_report_main(argv, traits, print_flame);
}
