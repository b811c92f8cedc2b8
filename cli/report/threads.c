/* SPDX-License-Identifier: MIT */
/* threads.c - 'cinstr threads': how long each thread computed, waited and was preempted. */
#include "commands.h"
#include "base/map.h"
#include "base/status.h"
#include "profile/demangle.h"
#include "profile/schema.h"
#include "report/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOP_FUNCTIONS = 3 };

/* Own time of a function in the threads of one row. */
struct function_time {
    const char *name;
    int64_t time;
};

/* Threads of one name that began in the same function. Times in ns. */
struct row {
    const char *name, *start; /* "": not known */
    size_t count;
    int64_t lived, ran, time, wait;
    bool ran_known;
    struct ci_bytemap functions;
    struct function_time *times; /* by number in `functions` */
};

struct table {
    struct ci_pool pool;
    struct ci_bytemap names; /* of rows */
    struct row *rows;
    size_t count;
    struct ci_bytemap numbers; /* of threads */
    size_t *row_of;            /* by number of `numbers` */
    size_t time, wait;         /* sample types */
    bool waits;
};

/* ---- From the profile ---- */

static const char *label_of(const struct ci_sample *sample, const char *key)
{
    for (size_t i = 0; i < sample->n_labels; i++)
        if (sample->labels[i].text && strcmp(sample->labels[i].key, key) == 0)
            return sample->labels[i].text;
    return "";
}

static struct row *find_row(struct table *table, const struct ci_sample *sample)
{
    const char *name = label_of(sample, "thread"), *start = label_of(sample, "thread_start");
    const char *readable = ci_demangle(&table->pool, start);
    start = readable ? readable : start;
    struct ci_key key = {0};
    ci_key_add_text(&key, name);
    ci_key_add_text(&key, start);
    size_t number = ci_bytemap_add_key(&table->names, &table->pool, &key);
    ci_key_deinit(&key);
    if (number == table->count) {
        table->rows = ci_pool_grow(&table->pool, table->rows, number, sizeof *table->rows);
        table->rows[table->count++] = (struct row){.name = name, .start = start, .ran_known = true};
    }
    return &table->rows[number];
}

static void add_function(struct table *table, struct row *row, const struct ci_profile *profile,
                         const struct ci_sample *sample)
{
    int64_t time = sample->values[table->time];
    if (!sample->n_locations || !profile->locations[sample->locations[0]].n_lines)
        return;
    const char *name = profile->locations[sample->locations[0]].lines[0].function->name;
    size_t number = ci_bytemap_add(&row->functions, &table->pool, name, strlen(name));
    if (number + 1 == row->functions.map.count) {
        row->times = ci_pool_grow(&table->pool, row->times, number, sizeof *row->times);
        row->times[number] = (struct function_time){.name = name};
    }
    row->times[number].time = ci_measure_add(row->times[number].time, time);
}

static void add_sample(struct table *table, const struct ci_profile *profile,
                       const struct ci_sample *sample)
{
    const char *number = label_of(sample, "thread_number");
    if (!*number)
        return;
    struct row *row = find_row(table, sample);
    size_t thread = ci_bytemap_add(&table->numbers, &table->pool, number, strlen(number));
    if (thread + 1 == table->numbers.map.count) {
        table->row_of = ci_pool_grow(&table->pool, table->row_of, thread, sizeof *table->row_of);
        table->row_of[thread] = (size_t)(row - table->rows);
    }
    row->time = ci_measure_add(row->time, sample->values[table->time]);
    if (table->waits)
        row->wait = ci_measure_add(row->wait, sample->values[table->wait]);
    add_function(table, row, profile, sample);
}

/* A number of ms after a word; negative: there is none. */
static double read_ms(const char *text, const char *word)
{
    const char *at = strstr(text, word);
    char *end;
    double ms = at ? strtod(at + strlen(word), &end) : -1;
    return at && end != at + strlen(word) && strncmp(end, " ms", 3) == 0 ? ms : -1;
}

/* "# thread NUMBER: lived X ms, ran Y ms" */
static void add_life(struct table *table, const char *comment)
{
    static const char begin[] = "# thread ";
    if (strncmp(comment, begin, sizeof begin - 1) != 0)
        return;
    const char *number = comment + sizeof begin - 1, *end = strchr(number, ':');
    size_t thread =
        end ? ci_bytemap_find(&table->numbers, number, (size_t)(end - number)) : CI_MAP_NONE;
    double lived = read_ms(comment, ": lived "), ran = read_ms(comment, ", ran ");
    if (thread == CI_MAP_NONE || lived < 0)
        return;
    struct row *row = &table->rows[table->row_of[thread]];
    row->count++;
    row->lived += (int64_t)(lived * 1e6);
    row->ran += ran > 0 ? (int64_t)(ran * 1e6) : 0;
    row->ran_known &= ran >= 0;
}

/* ---- The table ---- */

static int compare_rows(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int order = (a->time < b->time) - (a->time > b->time);
    order = order ? order : strcmp(a->name, b->name);
    return order ? order : strcmp(a->start, b->start);
}

static int compare_times(const void *left, const void *right)
{
    const struct function_time *a = left, *b = right;
    int order = (a->time < b->time) - (a->time > b->time);
    return order ? order : strcmp(a->name, b->name);
}

static void print_time(const struct ci_report *report, int64_t nanos, bool known)
{
    char text[CI_VALUE_SIZE] = "-";
    if (known)
        ci_measure_format(nanos, "nanoseconds", report->unit, text);
    printf(" %11s", text);
}

/* "        spin 43.51%, read 20.57%" */
static void print_functions(struct row *row)
{
    const size_t count = row->functions.map.count;
    char part[CI_PERCENT_SIZE];
    qsort(row->times, count, sizeof *row->times, compare_times);
    for (size_t i = 0; i < count && i < TOP_FUNCTIONS && row->times[i].time; i++) {
        ci_measure_percent(row->times[i].time, row->time, part);
        printf("%s%s %s", i ? ", " : "        ", row->times[i].name, part + strspn(part, " "));
    }
    if (row->time)
        printf("\n");
}

/* What a thread did not run, other than in known calls. What it waits for now is not in its time.
 */
static void print_row(const struct ci_report *report, const struct table *table, struct row *row)
{
    int64_t kept = row->time - row->ran - row->wait;
    bool known = row->count > 0 && row->ran_known;
    printf("%7zu", row->count);
    print_time(report, row->lived, row->count > 0);
    print_time(report, row->ran, known);
    print_time(report, row->wait, table->waits);
    print_time(report, kept > 0 ? kept : 0, known && table->waits);
    printf("  %s%s%s%s\n", *row->name ? row->name : "(no name)", *row->start ? " (" : "",
           row->start, *row->start ? ")" : "");
    print_functions(row);
}

/* All times in the unit of the longest. */
static void choose_unit(struct ci_report *report, const struct table *table)
{
    int64_t longest = 0;
    if (strcmp(report->unit, "minimum") != 0)
        return;
    for (size_t i = 0; i < table->count; i++)
        longest = table->rows[i].lived > longest ? table->rows[i].lived : longest;
    ci_measure_scale(longest, "nanoseconds", "minimum", &report->unit);
}

static void print_table(struct ci_report *report, struct table *table)
{
    size_t limit = report->options->node_count > 0 ? (size_t)report->options->node_count : SIZE_MAX;
    qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
    choose_unit(report, table);
    ci_report_print_profile(report);
    printf("threads       lived   computing     waiting   preempted  name (first function)\n");
    for (size_t i = 0; i < table->count && i < limit; i++)
        print_row(report, table, &table->rows[i]);
}

static int check(const struct ci_report *report, const struct table *table)
{
    struct ci_error error;
    if (table->count > 0)
        return 0;
    ci_error_set(&error, "the profile does not tell threads apart; run the program, built in "
                         "mode=time, with CINSTR_LABELS=thread");
    error.status = EXIT_NO_DATA;
    return ci_error_print(report->options->file, &error);
}

static int print_report(struct ci_report *report)
{
    const struct ci_profile *profile = report->profile;
    struct table table = {.time = report->value};
    int wait = ci_schema_find_call(profile, CINSTR_CALL_WAIT);
    int time = ci_schema_find_call(profile, CINSTR_CALL_TIME);
    table.waits = wait >= 0;
    table.wait = wait >= 0 ? (size_t)wait : 0;
    table.time = time >= 0 ? (size_t)time : 0;
    for (size_t i = 0; time >= 0 && i < profile->n_samples; i++)
        add_sample(&table, profile, &profile->samples[i]);
    for (size_t i = 0; i < profile->n_comments; i++)
        add_life(&table, profile->comments[i]);
    int status = check(report, &table);
    if (!status)
        print_table(report, &table);
    ci_pool_deinit(&table.pool);
    return status;
}

int ci_threads_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    return ci_report_main(argv, CI_TAKES_FILTERS | CI_TAKES_TABLE | CI_NEEDS_THREADS, print_report);
}
