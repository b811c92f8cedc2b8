/* SPDX-License-Identifier: MIT */
/*
 * churn.c - 'cinstr churn': the sites whose blocks do not outlive the call that allocated them, and
 * those whose blocks grow by realloc.
 */
#include "profile/filter.h"
#include "report/heap.h"
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>

/* The sample types that the tables show. */
static const enum cinstr_heap_measure columns[] = {
    CINSTR_HEAP_ALLOC_OBJECTS, CINSTR_HEAP_ALLOC_SPACE,  CINSTR_HEAP_CHURN_OBJECTS,
    CINSTR_HEAP_CHURN_SPACE,   CINSTR_HEAP_GROWTH_STEPS, CINSTR_HEAP_GROWTH_MOVED,
    CINSTR_HEAP_GROWTH_COPIED, CINSTR_HEAP_GROWTH_FINAL, CINSTR_HEAP_GROWTH_PEAK,
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* How a sample's blocks were allocated. */
struct origin {
    const char *allocator; /* NULL: not known */
    bool is_wrapped;       /* by a function such as xmalloc, to which the blocks do not belong */
};

/* Invariant: `origins` are those of the profile's samples, whose stacks lack allocators and their
 * wrappers from then on. */
struct table {
    const struct ci_report *report;
    struct ci_heap *heap;
    const struct origin *origins;
    /* By measure; of those in `columns`: the index in the profile, and the unit to show. */
    size_t values[CINSTR_HEAP_COUNT];
    const char *units[CINSTR_HEAP_COUNT];
};

/* A frame, and the function whose machine code it is a part of. */
struct site {
    const struct ci_line *line; /* NULL: there is no such frame */
    const struct ci_function *body;
};

static size_t count_frames(const struct ci_profile *profile, const struct ci_sample *sample)
{
    size_t count = 0;
    for (size_t i = 0; i < sample->n_locations; i++)
        count += profile->locations[sample->locations[i]].n_lines;
    return count;
}

/* Takes the allocators and their wrappers off the stacks, and notes what they were. Returns 0, or
 * -1 with the error set. */
static int take_origins(struct table *table, struct ci_error *error)
{
    struct ci_profile *profile = table->report->profile;
    size_t *frames = ci_pool_alloc(&profile->pool, profile->n_samples, sizeof *frames);
    struct origin *origins = ci_pool_alloc(&profile->pool, profile->n_samples, sizeof *origins);
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        const struct ci_location *innermost =
            sample->n_locations ? &profile->locations[sample->locations[0]] : NULL;
        origins[i] = (struct origin){NULL, false};
        if (innermost && ci_location_is_external(innermost)) {
            origins[i].allocator = innermost->lines[0].function->name;
            sample->locations++;
            sample->n_locations--;
        }
        frames[i] = count_frames(profile, sample);
    }
    if (ci_filter_drop_frames(profile, error))
        return -1;
    for (size_t i = 0; i < profile->n_samples; i++)
        origins[i].is_wrapped = count_frames(profile, &profile->samples[i]) < frames[i];
    table->origins = origins;
    return 0;
}

static struct site find_site(const struct ci_profile *profile, const struct ci_sample *sample)
{
    if (sample->n_locations == 0)
        return (struct site){NULL, NULL};
    const struct ci_location *location = &profile->locations[sample->locations[0]];
    const struct ci_line *lines = location->lines;
    return (struct site){&lines[0], lines[location->n_lines - 1].function};
}

/*
 * 'function file:line', and ' in body' for an inlined function: its blocks were freed there. Of a
 * library's function the line is not known.
 */
static const char *describe_site(struct ci_pool *pool, const struct site *site)
{
    if (!site->line)
        return "(unknown site)";
    const struct ci_function *function = site->line->function;
    if (!*function->file)
        return function->name;
    if (site->line->line == 0)
        return ci_pool_format(pool, "%s %s", function->name, function->file);
    bool inlined = function != site->body;
    return ci_pool_format(pool, "%s %s:%" PRId64 "%s%s", function->name, function->file,
                          site->line->line, inlined ? " in " : "", inlined ? site->body->name : "");
}

/* The site, the allocator and the type. */
static const char *describe(struct ci_pool *pool, const struct ci_profile *profile,
                            const struct ci_sample *sample, const void *data)
{
    const struct table *table = data;
    const struct origin *origin = &table->origins[sample - profile->samples];
    const struct site site = find_site(profile, sample);
    const char *type = ci_heap_type(sample);
    return ci_pool_format(pool, "%s  %s, %s", describe_site(pool, &site),
                          origin->allocator ? origin->allocator : "unknown allocator",
                          type ? type : "no type");
}

static int64_t value_of(const struct table *table, const struct ci_heap_row *row,
                        enum cinstr_heap_measure column)
{
    return row->values[table->values[column]];
}

/* A value in its column's unit, right-aligned. */
static void print_value(const struct table *table, int64_t value, enum cinstr_heap_measure column)
{
    char text[CI_VALUE_SIZE];
    size_t index = table->values[column];
    ci_measure_format(value, table->report->profile->types[index].unit, table->units[column], text);
    printf("%13s ", text);
}

static void print_part(int64_t value, int64_t total)
{
    char text[CI_PERCENT_SIZE];
    ci_measure_percent(value, total, text);
    printf("%7s ", text);
}

/* Sorts by these columns; returns how many of the rows have a value in one of them. */
static size_t sort_rows(struct table *table, enum cinstr_heap_measure first,
                        enum cinstr_heap_measure second)
{
    size_t count = 0;
    const struct ci_heap *heap = table->heap;
    ci_heap_sort(table->heap, table->values[first], table->values[second]);
    while (count < heap->n_rows && (value_of(table, &heap->rows[count], first) ||
                                    value_of(table, &heap->rows[count], second)))
        count++;
    return count;
}

/* How many of COUNT rows -nodecount lets through. */
static size_t limit_rows(const struct table *table, size_t count)
{
    int limit = table->report->options->node_count;
    return limit > 0 && (size_t)limit < count ? (size_t)limit : count;
}

static void print_rest(size_t shown, size_t count)
{
    if (shown < count)
        printf("... and %zu more\n", count - shown);
}

/* Where the caller of a wrapper frees the block is no call that the runtime knows. */
static void print_wrapped(const struct table *table)
{
    const struct ci_profile *profile = table->report->profile;
    int64_t wrapped = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        const int64_t *values = profile->samples[i].values;
        if (table->origins[i].is_wrapped)
            wrapped += values[table->values[CINSTR_HEAP_ALLOC_OBJECTS]] -
                       values[table->values[CINSTR_HEAP_CHURN_OBJECTS]];
    }
    if (wrapped)
        printf("Not known of blocks that a wrapper such as xmalloc returned: %" PRId64 "\n",
               wrapped);
}

/* The share of the site's own objects tells whether one change of the source would help all of
 * them. */
static void print_churn(struct table *table)
{
    const struct ci_heap *heap = table->heap;
    size_t count = sort_rows(table, CINSTR_HEAP_CHURN_SPACE, CINSTR_HEAP_CHURN_OBJECTS);
    int64_t total = heap->totals[table->values[CINSTR_HEAP_CHURN_SPACE]];
    if (count == 0) {
        printf("No block was freed by the call of a function that had allocated it.\n");
        print_wrapped(table);
        return;
    }
    printf("Freed by the very call of the function that allocated them: could be on the stack\n");
    printf("%13s %6s%% %13s %8s  site\n", "bytes", "", "objects", "of site");
    size_t shown = limit_rows(table, count);
    for (size_t i = 0; i < shown; i++) {
        const struct ci_heap_row *row = &heap->rows[i];
        int64_t objects = value_of(table, row, CINSTR_HEAP_CHURN_OBJECTS);
        print_value(table, value_of(table, row, CINSTR_HEAP_CHURN_SPACE), CINSTR_HEAP_CHURN_SPACE);
        print_part(value_of(table, row, CINSTR_HEAP_CHURN_SPACE), total);
        print_value(table, objects, CINSTR_HEAP_CHURN_OBJECTS);
        print_part(objects, value_of(table, row, CINSTR_HEAP_ALLOC_OBJECTS));
        printf(" %s\n", row->label);
    }
    print_rest(shown, count);
    print_wrapped(table);
}

static void print_growth(struct table *table)
{
    static const enum cinstr_heap_measure shown_columns[] = {
        CINSTR_HEAP_GROWTH_COPIED, CINSTR_HEAP_GROWTH_STEPS, CINSTR_HEAP_GROWTH_MOVED,
        CINSTR_HEAP_GROWTH_FINAL, CINSTR_HEAP_GROWTH_PEAK};
    enum { COUNT = sizeof shown_columns / sizeof *shown_columns };
    const struct ci_heap *heap = table->heap;
    size_t count = sort_rows(table, CINSTR_HEAP_GROWTH_COPIED, CINSTR_HEAP_GROWTH_STEPS);
    if (count == 0) {
        printf("No block was made larger by realloc.\n");
        return;
    }
    printf("Made larger by realloc: steps, those that moved the block, what they copied, and the\n"
           "sizes of such blocks at their end and at their largest\n");
    printf("%13s %13s %13s %13s %13s  site\n", "copied", "steps", "moved", "final", "peak");
    size_t shown = limit_rows(table, count);
    for (size_t i = 0; i < shown; i++) {
        for (size_t j = 0; j < COUNT; j++)
            print_value(table, value_of(table, &heap->rows[i], shown_columns[j]), shown_columns[j]);
        printf(" %s\n", heap->rows[i].label);
    }
    print_rest(shown, count);
}

static int print_tables(struct ci_report *report)
{
    int status = ci_heap_check(report, columns, N_COLUMNS);
    if (status)
        return status;
    struct ci_heap heap;
    struct table table = {.report = report, .heap = &heap};
    ci_filter_trim_files(report->profile, report->options->trim_path, "");
    struct ci_error error;
    if (take_origins(&table, &error))
        return ci_error_print(report->options->file, &error);
    ci_heap_init(&heap, report, describe, &table);
    for (int i = 0; i < N_COLUMNS; i++) {
        size_t value = (size_t)ci_schema_find_heap(report->profile, columns[i]);
        table.values[columns[i]] = value;
        table.units[columns[i]] = ci_heap_unit(&heap, report, value);
    }
    report->type.type = ""; /* the tables name theirs */
    ci_report_print_profile(report);
    print_churn(&table);
    putchar('\n');
    print_growth(&table);
    ci_heap_deinit(&heap);
    return 0;
}

int ci_churn_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned own = CI_TAKES_INLINES | CI_TAKES_TRIM_PATH | CI_BY_LINE_ALWAYS;
    return ci_report_main(argv, CI_LIKE_TYPES | own, print_tables);
}
