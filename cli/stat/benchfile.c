/* SPDX-License-Identifier: MIT */
/* benchfile.c - the lines of a benchmark file, and the configuration that builds up over them. */
#include "stat/benchfile.h"

#include <string.h>

static void report(struct ci_bench_reader *reader, const char *message)
{
    if (reader->error)
        reader->error(reader->context, reader->file, reader->line, message);
}

static struct ci_bench_config *find_config(struct ci_bench_reader *reader, const char *key)
{
    for (size_t i = 0; i < reader->config_count; i++)
        if (reader->configs[i].key == key)
            return &reader->configs[i];
    return NULL;
}

/* KEY and VALUE are interned. An empty VALUE deletes the key. */
static void set_config(struct ci_bench_reader *reader, const char *key, const char *value,
                       bool from_file)
{
    struct ci_bench_config *config = find_config(reader, key);
    if (!*value) {
        /* The last pair takes the place: the order decides how tables are headed. */
        if (config)
            *config = reader->configs[--reader->config_count];
        return;
    }
    if (!config) {
        reader->configs = ci_pool_grow(reader->pool, reader->configs, reader->config_count,
                                       sizeof(*reader->configs));
        config = &reader->configs[reader->config_count++];
    }
    *config = (struct ci_bench_config){key, value, from_file};
}

static const char *intern_text(struct ci_bench_reader *reader, const char *text)
{
    return ci_pool_intern(reader->pool, text, strlen(text));
}

/* Reads `value unit` pairs up to END; returns what is wrong, or NULL. */
static const char *parse_values(struct ci_bench_reader *reader, const char *text, const char *end,
                                size_t *count)
{
    size_t len;
    const char *field;
    for (*count = 0; (field = ci_benchfile_field(&text, end, &len)) != NULL; ++*count) {
        double value, factor;
        const char *wrong = ci_benchfile_float(field, len, &value);
        if (wrong)
            return ci_pool_format(reader->pool, "parsing measurement: %s", wrong);
        field = ci_benchfile_field(&text, end, &len);
        if (!field)
            return "missing units";
        const char *unit = ci_pool_intern(reader->pool, field, len);
        const char *tidy = ci_benchfile_tidy(reader->pool, unit, &factor);
        if (*count == reader->value_room) {
            reader->values = ci_pool_grow(reader->pool, reader->values, reader->value_room,
                                          sizeof(*reader->values));
            reader->value_room = reader->value_room ? reader->value_room * 2 : 1;
        }
        reader->values[*count] = value * factor == value
                                     ? (struct ci_bench_value){value, unit, NULL}
                                     : (struct ci_bench_value){value * factor, tidy, unit};
    }
    return *count ? NULL : "missing measurements";
}

/* LINE starts behind "Benchmark". Returns what is wrong, or NULL. */
static const char *parse_result(struct ci_bench_reader *reader, const char *line, const char *end)
{
    struct ci_bench_result result = {.file = reader->file, .line = reader->line};
    const char *text = line;
    size_t name_len, len;
    if (ci_benchfile_field(&text, end, &name_len) != line) {
        text = line; /* a blank right behind "Benchmark": the name is empty */
        name_len = 0;
    }
    if (text == end && name_len == (size_t)(end - line))
        return NULL; /* `go test -v` prints a name alone when the benchmark starts */
    if (memchr(line, '\0', (size_t)(end - line)))
        return "NUL byte in line";
    const char *field = ci_benchfile_field(&text, end, &len);
    if (!field)
        return "missing iteration count";
    const char *wrong = ci_benchfile_integer(field, len, &result.iterations);
    if (wrong)
        return ci_pool_format(reader->pool, "parsing iteration count: %s", wrong);
    wrong = parse_values(reader, text, end, &result.value_count);
    if (wrong)
        return wrong;
    result.name = ci_pool_intern(reader->pool, line, name_len);
    result.values = reader->values;
    result.configs = reader->configs;
    result.config_count = reader->config_count;
    reader->result_count++;
    if (reader->result)
        reader->result(reader->context, &result);
    return NULL;
}

static void set_unit(struct ci_bench_reader *reader, const char *unit, const char *key,
                     const char *value)
{
    double factor;
    const char *have = ci_benchfile_unit_get(reader, unit, key);
    if (have && strcmp(have, value) != 0) {
        report(reader, ci_pool_format(reader->pool, "metadata %s of unit %s already set to %s", key,
                                      unit, have));
    } else if (!have) {
        reader->units =
            ci_pool_grow(reader->pool, reader->units, reader->unit_count, sizeof(*reader->units));
        unit = ci_benchfile_tidy(reader->pool, unit, &factor);
        reader->units[reader->unit_count++] = (struct ci_bench_unit){unit, key, value};
    }
}

/* TEXT starts behind the word "Unit". */
static void parse_unit(struct ci_bench_reader *reader, const char *text, const char *end)
{
    size_t len;
    const char *field = ci_benchfile_field(&text, end, &len);
    if (!field) {
        report(reader, "missing unit");
        return;
    }
    const char *unit = ci_pool_intern(reader->pool, field, len);
    while ((field = ci_benchfile_field(&text, end, &len)) != NULL) {
        const char *equals = memchr(field, '=', len);
        if (!equals || equals == field) {
            report(reader, "expected key=value");
            continue;
        }
        const char *key = ci_pool_intern(reader->pool, field, (size_t)(equals - field));
        const char *value =
            ci_pool_intern(reader->pool, equals + 1, len - (size_t)(equals + 1 - field));
        set_unit(reader, unit, key, value);
    }
}

static bool starts_with(const char *line, const char *end, const char *word)
{
    return (size_t)(end - line) >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

static void parse_line(struct ci_bench_reader *reader, const char *line, const char *end)
{
    size_t len = 0;
    const char *rest = line, *value;
    if (starts_with(line, end, "Benchmark")) {
        const char *wrong = parse_result(reader, line + strlen("Benchmark"), end);
        if (wrong)
            report(reader, wrong);
    } else if (starts_with(line, end, "Unit") && ci_benchfile_field(&rest, end, &len) && len == 4) {
        parse_unit(reader, rest, end);
    } else if (ci_benchfile_keyvalue(line, (size_t)(end - line), &len, &value)) {
        set_config(reader, ci_pool_intern(reader->pool, line, len),
                   ci_pool_intern(reader->pool, value, (size_t)(end - value)), true);
    }
}

void ci_benchfile_parse(struct ci_bench_reader *reader, const char *file, const char *label,
                        const char *text, size_t size)
{
    const char *end = text + size;
    reader->file = file;
    reader->line = 0;
    reader->config_count = 0;
    set_config(reader, intern_text(reader, ".file"), intern_text(reader, label), false);
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;
        reader->line++;
        parse_line(reader, text, stop > text && stop[-1] == '\r' ? stop - 1 : stop);
        text = newline ? newline + 1 : end;
    }
}

const char *ci_benchfile_config(const struct ci_bench_result *result, const char *key)
{
    for (size_t i = 0; i < result->config_count; i++)
        if (strcmp(result->configs[i].key, key) == 0)
            return result->configs[i].value;
    return "";
}
