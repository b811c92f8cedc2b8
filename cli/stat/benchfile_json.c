/* SPDX-License-Identifier: MIT */
/* benchfile_json.c - three layouts of JSON, read with Jansson; see benchfile_json.h. */
#include "stat/benchfile_json.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { VALUES_MAX = 64 };

/* One result as it is put together. */
struct result {
    struct ci_bench_reader *reader;
    const char *name;
    int64_t iterations;
    struct ci_bench_value values[VALUES_MAX];
    size_t count;
};

bool ci_benchfile_is_json(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && isspace((unsigned char)text[i]))
        i++;
    return i < size && text[i] == '{';
}

/* A name without white space and control characters. */
static const char *clean(struct ci_bench_reader *reader, const char *name)
{
    char *copy = ci_pool_copy(reader->pool, name, strlen(name));
    for (char *c = copy; *c; c++)
        if (isspace((unsigned char)*c) || iscntrl((unsigned char)*c))
            *c = '_';
    return ci_benchfile_intern(reader, copy, strlen(copy));
}

/* Adds a value in UNIT as a line would have it; what is no number is left out. */
static void add(struct result *result, double value, const char *unit)
{
    double factor;
    struct ci_bench_reader *reader = result->reader;
    if (result->count == VALUES_MAX || !isfinite(value))
        return;
    unit = clean(reader, unit);
    const char *tidy = ci_benchfile_tidy(reader->pool, unit, &factor);
    result->values[result->count++] = value * factor == value
                                          ? (struct ci_bench_value){value, unit, NULL}
                                          : (struct ci_bench_value){value * factor, tidy, unit};
}

static void deliver(struct result *result)
{
    struct ci_bench_reader *reader = result->reader;
    struct ci_bench_result found = {
        .name = result->name,
        .iterations = result->iterations > 0 ? result->iterations : 1,
        .values = result->values,
        .value_count = result->count,
        .configs = reader->configs,
        .config_count = reader->config_count,
        .file = reader->file,
        .line = reader->line,
    };
    if (result->count == 0)
        return;
    reader->result_count++;
    if (reader->result)
        reader->result(reader->context, &found);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* ---- Google Benchmark ---- */

static double google_nanos(const json_t *row)
{
    static const struct {
        const char *unit;
        double nanos;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text_of(row, "time_unit"), units[i].unit) == 0)
            return units[i].nanos;
    return NAN;
}

/* Fields of Google's own; all other numbers are the program's counters. */
static bool is_google_field(const char *key)
{
    static const char *const keys[] = {"family_index",
                                       "per_family_instance_index",
                                       "repetitions",
                                       "repetition_index",
                                       "threads",
                                       "iterations",
                                       "real_time",
                                       "cpu_time",
                                       "bytes_per_second",
                                       "max_bytes_used",
                                       "big_o",
                                       "rms",
                                       "cpu_coefficient",
                                       "real_coefficient"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static void read_google_row(struct ci_bench_reader *reader, json_t *row, const char *name)
{
    const char *key;
    json_t *value;
    double nanos = google_nanos(row);
    struct result result = {.reader = reader, .name = clean(reader, name)};
    if (json_is_true(json_object_get(row, "error_occurred"))) {
        ci_benchfile_report(reader, ci_pool_format(reader->pool, "%s failed: %s", name,
                                                   text_of(row, "error_message")));
        return;
    }
    result.iterations = json_integer_value(json_object_get(row, "iterations"));
    add(&result, json_number_value(json_object_get(row, "real_time")) * nanos, "ns/op");
    add(&result, json_number_value(json_object_get(row, "cpu_time")) * nanos, "cpu-ns/op");
    if ((value = json_object_get(row, "bytes_per_second")))
        add(&result, json_number_value(value), "B/s");
    json_object_foreach(row, key, value) if (json_is_number(value) && !is_google_field(key)) add(
        &result, json_number_value(value), strcmp(key, "items_per_second") == 0 ? "items/s" : key);
    deliver(&result);
}

static bool is_aggregate(const json_t *row)
{
    return strcmp(text_of(row, "run_type"), "aggregate") == 0;
}

/* Whether a benchmark has rows of single repetitions. */
static bool has_repetitions(const json_t *rows, const char *name)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *run_name = text_of(row, "run_name");
        if (!is_aggregate(row) && strcmp(*run_name ? run_name : text_of(row, "name"), name) == 0)
            return true;
    }
    return false;
}

static void read_google(struct ci_bench_reader *reader, const json_t *rows)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *run_name = text_of(row, "run_name");
        const char *name = *run_name ? run_name : text_of(row, "name");
        bool median = strcmp(text_of(row, "aggregate_name"), "median") == 0;
        if (*name && (!is_aggregate(row) || (median && !has_repetitions(rows, name))))
            read_google_row(reader, row, name);
    }
}

/* ---- nanobench ---- */

/* A unit that nanobench counts in each iteration. */
static const char *const nanobench_counters[][2] = {
    {"instructions", "instructions/op"},   {"cpucycles", "cycles/op"},
    {"branchinstructions", "branches/op"}, {"branchmisses", "branch-misses/op"},
    {"pagefaults", "page-faults/op"},      {"contextswitches", "context-switches/op"},
};

static void read_nanobench_epoch(struct ci_bench_reader *reader, const json_t *epoch,
                                 const char *name, double batch)
{
    struct result result = {.reader = reader, .name = name};
    result.iterations = json_integer_value(json_object_get(epoch, "iterations"));
    add(&result, json_number_value(json_object_get(epoch, "elapsed")) * 1e9 / batch, "ns/op");
    for (size_t i = 0; i < sizeof nanobench_counters / sizeof *nanobench_counters; i++) {
        const json_t *value = json_object_get(epoch, nanobench_counters[i][0]);
        if (json_is_number(value) && json_number_value(value) > 0) /* 0: the kernel has none */
            add(&result, json_number_value(value) / batch, nanobench_counters[i][1]);
    }
    deliver(&result);
}

static void read_nanobench(struct ci_bench_reader *reader, const json_t *results)
{
    size_t i, k;
    json_t *row, *epoch;
    json_array_foreach(results, i, row)
    {
        const char *title = text_of(row, "title"), *name = text_of(row, "name");
        double batch = json_number_value(json_object_get(row, "batch"));
        name = clean(reader, *title ? ci_pool_format(reader->pool, "%s/%s", title, name) : name);
        json_array_foreach(json_object_get(row, "measurements"), k, epoch)
            read_nanobench_epoch(reader, epoch, name, batch > 0 ? batch : 1);
    }
}

/* ---- hyperfine ---- */

static void read_hyperfine(struct ci_bench_reader *reader, const json_t *results)
{
    size_t i, k;
    json_t *row, *time;
    json_array_foreach(results, i, row)
    {
        const char *name = clean(reader, text_of(row, "command"));
        json_array_foreach(json_object_get(row, "times"), k, time)
        {
            struct result result = {.reader = reader, .name = name, .iterations = 1};
            add(&result, json_number_value(time) * 1e9, "ns/op");
            deliver(&result);
        }
    }
}

void ci_benchfile_parse_json(struct ci_bench_reader *reader, const char *text, size_t size)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, 0, &error);
    reader->line = 1;
    if (!root) {
        reader->line = error.line > 0 ? error.line : 1;
        ci_benchfile_report(reader, ci_pool_format(reader->pool, "malformed JSON: %s", error.text));
        return;
    }
    const json_t *results = json_object_get(root, "results");
    const json_t *first = json_array_get(results, 0);
    if (json_is_array(json_object_get(root, "benchmarks")))
        read_google(reader, json_object_get(root, "benchmarks"));
    else if (json_object_get(first, "measurements"))
        read_nanobench(reader, results);
    else if (json_object_get(first, "times"))
        read_hyperfine(reader, results);
    else
        ci_benchfile_report(reader, "this JSON is not of Google Benchmark, nanobench or hyperfine");
    json_decref(root);
}
