/* SPDX-License-Identifier: MIT */
/* diff.c - 'cinstr diff': what two profiles have spent differently, metric by metric. */
#include "commands.h"
#include "base/status.h"
#include "base/flags.h"
#include "profile/match.h"
#include "profile/measure.h"
#include "base/outfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char notes[] =
    "For each sample type the functions whose own value changed, the largest change first.\n"
    "Functions are matched by name and file; other lines and build directories do not matter.\n"
    "With -lines, a line is matched by its distance from the start of its function.\n\n"
    "Exit status: 0 done, whatever the differences; 2 the command line or a file cannot be used;\n"
    "3 a file cannot be read; 7 the profiles have no sample type in common.\n";

struct diff {
    const char *paths[2]; /* base and new */
    struct ci_profile *profiles[2];
    struct ci_tally tallies[2];
    const char *sample_index; /* NULL: all */
    size_t limit;
    bool by_line;
};

static const char *read_limit(void *field, const struct ci_flag *flag, const char *value)
{
    char *end;
    (void)flag;
    *(size_t *)field = strtoul(value, &end, 10);
    return *(size_t *)field == 0 || *end ? "-nodecount is a number above 0" : NULL;
}

#define AT(field) offsetof(struct diff, field)

static const struct ci_flag table[] = {
    {"lines", NULL, "by source line instead of by function", ci_flag_set, AT(by_line), 0, 0},
    {"sample_index", "NAME", "only this sample type", ci_flag_text, AT(sample_index), 0, 0},
    {"nodecount", "N", "the most rows to show of each sample type (all)", read_limit, AT(limit), 0,
     0},
    {0},
};

#undef AT

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

static void print_row(FILE *out, const struct row *row)
{
    const struct ci_tally_row *what = ci_match_row(row->pair);
    char percent[CI_PERCENT_SIZE];
    format_percent(row->base, row->delta, percent, sizeof percent);
    fprintf(out, "%15" PRId64 " %15" PRId64 " %+15" PRId64 " %10s  %s", row->base, row->new,
            row->delta, row->new == 0 && row->base ? "gone" : percent, what->name);
    if (*what->file)
        fprintf(out, " %s:%" PRId64, what->file, what->line);
    fputc('\n', out);
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
    qsort(rows, *count, sizeof *rows, compare_rows);
    return rows;
}

static void print_metric(FILE *out, const struct diff *diff, struct ci_match *match,
                         const struct ci_metric *metric)
{
    size_t count;
    struct row *rows = make_rows(match, metric, &count);
    int64_t base = diff->tallies[0].totals[metric->base];
    int64_t new = diff->tallies[1].totals[metric->new];
    int64_t delta = ci_tally_growth(base, new);
    char percent[CI_PERCENT_SIZE];
    format_percent(base, delta, percent, sizeof percent);
    fprintf(out, "%s/%s: %" PRId64 " -> %" PRId64 ", %+" PRId64 " (%s); %zu of %zu %s differ\n",
            metric->type.type, metric->type.unit, base, new, delta, percent, count, match->n_pairs,
            diff->by_line ? "lines" : "functions");
    if (count)
        fprintf(out, "%15s %15s %15s %10s\n", "old", "new", "delta", "%");
    for (size_t i = 0; i < count && i < diff->limit; i++)
        print_row(out, &rows[i]);
    if (count > diff->limit)
        fprintf(out, "... and %zu more\n", count - diff->limit);
    fputc('\n', out);
}

/* Names what the tables leave out: metrics that only one side has. */
static void print_lonely(FILE *out, const struct ci_match *match)
{
    for (size_t i = 0; i < match->n_metrics; i++)
        if (match->metrics[i].base < 0 || match->metrics[i].new < 0)
            fprintf(out, "%s/%s: only in the %s profile\n", match->metrics[i].type.type,
                    match->metrics[i].type.unit, match->metrics[i].base < 0 ? "new" : "base");
}

static int print_diff(const struct diff *diff, struct ci_match *match)
{
    size_t chosen = 0;
    struct ci_error error;
    const struct ci_tally *base = &diff->tallies[0];
    if (diff->sample_index &&
        ci_profile_find_type(diff->profiles[0], diff->sample_index, &chosen, &error))
        return ci_error_print(diff->paths[0], &error);
    const char *name = diff->sample_index ? base->metrics[chosen].type : NULL;
    char *text = NULL;
    size_t size = 0, printed = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        ci_pool_exhausted();
    for (size_t i = 0; i < match->n_metrics; i++) {
        const struct ci_metric *metric = &match->metrics[i];
        if (metric->base < 0 || metric->new < 0 || (name && strcmp(metric->type.type, name)))
            continue;
        print_metric(out, diff, match, metric);
        printed++;
    }
    print_lonely(out, match);
    if (fclose(out))
        ci_pool_exhausted();
    int status = EXIT_UNLIKE;
    if (printed)
        status = ci_outfile_deliver(NULL, text, size);
    else
        fprintf(stderr,
                "cinstr: %s and %s have no sample type in common; compare profiles of one "
                "mode\n",
                diff->paths[0], diff->paths[1]);
    free(text);
    return status;
}

static int load_and_print(struct diff *diff)
{
    for (int i = 0; i < 2; i++) {
        struct ci_error error;
        int status;
        diff->profiles[i] = ci_tally_load(diff->paths[i], &error, &status);
        if (!diff->profiles[i]) {
            ci_error_print(diff->paths[i], &error);
            return status;
        }
        diff->tallies[i].by = diff->by_line ? CI_TALLY_LINE : CI_TALLY_FUNCTION;
        ci_tally_add(&diff->tallies[i], diff->profiles[i]);
    }
    struct ci_match match;
    ci_match_init(&match, &diff->tallies[0], &diff->tallies[1], false);
    int status = print_diff(diff, &match);
    ci_match_deinit(&match);
    return status;
}

int ci_diff_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "BASE NEW", .table = table, .notes = notes};
    struct diff diff = {.limit = SIZE_MAX};
    int status;
    if (!ci_flags_read(&flags, argv, &diff, &status))
        return status;
    if (!flags.next[0] || !flags.next[1] || flags.next[2])
        return ci_flags_refuse(&flags, "two profiles are to be given, BASE and NEW");
    diff.paths[0] = flags.next[0];
    diff.paths[1] = flags.next[1];
    status = load_and_print(&diff);
    for (int i = 0; i < 2; i++) {
        ci_tally_deinit(&diff.tallies[i]);
        ci_profile_destroy(&diff.profiles[i]);
    }
    return status;
}
