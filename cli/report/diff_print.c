/* SPDX-License-Identifier: MIT */
/* diff_print.c - the tables of 'cinstr diff', as text and as Markdown. */
#include "report/diff.h"
#include "base/markdown.h"
#include "profile/measure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A pair, with its values in one metric. */
struct row {
    const struct ci_pair *pair;
    int64_t base, new, delta;
};

static int compare_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    uint64_t x = (uint64_t)ci_measure_abs(a->delta), y = (uint64_t)ci_measure_abs(b->delta);
    if (x != y)
        return x < y ? 1 : -1;
    const struct ci_tally_row *p = ci_match_row(a->pair), *q = ci_match_row(b->pair);
    int order = strcmp(p->name, q->name);
    if (order == 0)
        order = strcmp(p->file, q->file);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static void format_percent(int64_t base, int64_t delta, char *text, size_t size)
{
    if (base == 0 || delta == 0)
        snprintf(text, size, delta ? "new" : "0%%");
    else
        snprintf(text, size, "%+.2f%%", (double)delta / (double)ci_measure_abs(base) * 100);
}

static void print_row(FILE *out, bool markdown, struct ci_pool *pool, const struct row *row)
{
    const struct ci_tally_row *what = ci_match_row(row->pair);
    char percent[CI_PERCENT_SIZE];
    format_percent(row->base, row->delta, percent, sizeof percent);
    const char *change = row->new == 0 && row->base ? "gone" : percent;
    const char *place = ci_pool_format(pool, "%s:%" PRId64, what->file, what->line);
    if (markdown)
        fprintf(out, "| %" PRId64 " | %" PRId64 " | %+" PRId64 " | %s | %s | %s |\n", row->base,
                row->new, row->delta, change, ci_markdown_code(pool, what->name, true),
                *what->file ? ci_markdown_code(pool, place, true) : "");
    else
        fprintf(out, "%15" PRId64 " %15" PRId64 " %+15" PRId64 " %10s  %s%s%s\n", row->base,
                row->new, row->delta, change, what->name, *what->file ? " " : "",
                *what->file ? place : "");
}

static struct row *make_rows(struct ci_match *match, const struct ci_metric *metric, size_t *count)
{
    struct row *rows = ci_pool_alloc(&match->pool, match->n_pairs, sizeof *rows);
    *count = 0;
    for (size_t i = 0; i < match->n_pairs; i++) {
        const struct ci_pair *pair = &match->pairs[i];
        int64_t base = ci_match_base(pair, metric), new = ci_match_new(pair, metric);
        if (base != new)
            rows[(*count)++] = (struct row){pair, base, new, ci_tally_growth(base, new)};
    }
    if (*count)
        qsort(rows, *count, sizeof *rows, compare_rows);
    return rows;
}

static void print_metric(FILE *out, const struct ci_diff_options *options, struct ci_match *match,
                         const struct ci_metric *metric)
{
    size_t count;
    struct row *rows = make_rows(match, metric, &count);
    bool markdown = options->markdown;
    int64_t base = match->base->totals[metric->base], new = match->new->totals[metric->new];
    int64_t delta = ci_tally_growth(base, new);
    char percent[CI_PERCENT_SIZE];
    format_percent(base, delta, percent, sizeof percent);
    const char *name = ci_pool_format(&match->pool, "%s/%s", metric->type.type, metric->type.unit);
    fprintf(out, "%s: %" PRId64 " -> %" PRId64 ", %+" PRId64 " (%s); %zu of %zu %s differ\n",
            markdown ? ci_markdown_text(&match->pool, name, false) : name, base, new, delta,
            percent, count, match->n_pairs, options->by_line ? "lines" : "functions");
    if (count && markdown)
        fputs("\n| old | new | delta | % | of | at |\n|--:|--:|--:|--:|---|---|\n", out);
    else if (count)
        fprintf(out, "%15s %15s %15s %10s\n", "old", "new", "delta", "%");
    for (size_t i = 0; i < count && i < options->limit; i++)
        print_row(out, markdown, &match->pool, &rows[i]);
    if (count > options->limit)
        fprintf(out, "%s... and %zu more\n", markdown ? "\n" : "", count - options->limit);
    fputc('\n', out);
}

/* Names what the tables leave out: metrics that only one side has. */
static void print_lonely(FILE *out, bool markdown, struct ci_match *match)
{
    for (size_t i = 0; i < match->n_metrics; i++) {
        const struct ci_metric *metric = &match->metrics[i];
        const char *name =
            ci_pool_format(&match->pool, "%s/%s", metric->type.type, metric->type.unit);
        if (metric->base < 0 || metric->new < 0)
            fprintf(out, "%s%s: only in the %s profile\n", markdown ? "- " : "",
                    markdown ? ci_markdown_text(&match->pool, name, false) : name,
                    metric->base < 0 ? "new" : "base");
    }
}

size_t ci_diff_print(FILE *out, const struct ci_diff_options *options, struct ci_match *match,
                     const char *name)
{
    size_t printed = 0;
    for (size_t i = 0; i < match->n_metrics; i++) {
        const struct ci_metric *metric = &match->metrics[i];
        if (metric->base < 0 || metric->new < 0 || (name && strcmp(metric->type.type, name)))
            continue;
        print_metric(out, options, match, metric);
        printed++;
    }
    print_lonely(out, options->markdown, match);
    return printed;
}

void ci_diff_print_pair(FILE *out, const struct ci_diff_options *options, struct ci_pool *pool,
                        const char *name)
{
    if (options->markdown)
        fprintf(out, "### %s\n\n", ci_markdown_text(pool, name, false));
    else
        fprintf(out, "== %s\n", name);
}

void ci_diff_print_alone(FILE *out, const struct ci_diff_options *options, struct ci_pool *pool,
                         const char *name, const char *side)
{
    if (options->markdown)
        fprintf(out, "### %s\n\nOnly in %s.\n\n", ci_markdown_text(pool, name, false), side);
    else
        fprintf(out, "== %s: only in %s\n\n", name, side);
}
