/* SPDX-License-Identifier: MIT */
/* benchfile.c - the lines of a benchmark file, and the configuration that builds up over them. */
#include "stat/benchfile.h"
#include "stat/benchfile_json.h"

#include "base/clean.h"
#include "common/utf8.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <wctype.h>

/* Keys of configuration at one time: each line of a file looks through them. */
enum { MAX_CONFIGS = 1000 };

void ci_benchfile_report(struct ci_bench_reader *reader, const char *message)
{
    if (reader->error)
        reader->error(reader->context, reader->file, reader->line, message);
}

const char *ci_benchfile_intern(struct ci_bench_reader *reader, const char *text, size_t length)
{
    char room[256];
    char *copy = length < sizeof room ? memcpy(room, text, length)
                                      : ci_pool_copy(reader->pool, text, length);
    ci_clean(copy, length);
    for (size_t i = 0; i + 2 < length; i++)
        if ((copy[i] == '/' || copy[i] == '=') && copy[i + 1] == ':' && copy[i + 2] == ':')
            copy[i + 1] = '?';
    return ci_pool_intern(reader->pool, copy, length);
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
    if (!config && reader->config_count == MAX_CONFIGS) {
        ci_benchfile_report(reader, "too many configuration keys; this one is left out");
        return;
    }
    if (!config) {
        reader->configs = ci_pool_grow(reader->pool, reader->configs, reader->config_count,
                                       sizeof(*reader->configs));
        config = &reader->configs[reader->config_count++];
    }
    *config = (struct ci_bench_config){key, value, from_file};
}

static void add_value(struct ci_bench_reader *reader, size_t count, double value, const char *unit)
{
    double factor;
    const char *tidy = ci_benchfile_tidy(reader->pool, unit, &factor);
    if (count == reader->value_room) {
        reader->values =
            ci_pool_grow(reader->pool, reader->values, reader->value_room, sizeof(*reader->values));
        reader->value_room = reader->value_room ? reader->value_room * 2 : 1;
    }
    reader->values[count] = value * factor == value
                                ? (struct ci_bench_value){value, unit, NULL}
                                : (struct ci_bench_value){value * factor, tidy, unit};
}

/* Reads `value unit` pairs up to END; returns what is wrong, or NULL. With NaN nothing can be
 * compared (benchstat never returns), so it is left out. */
static const char *parse_values(struct ci_bench_reader *reader, const char *text, const char *end,
                                size_t *count)
{
    size_t len, pairs = 0;
    const char *field;
    for (*count = 0; (field = ci_benchfile_field(&text, end, &len)) != NULL; pairs++) {
        double value;
        const char *wrong = ci_benchfile_float(field, len, &value);
        if (wrong)
            return ci_pool_format(reader->pool, "parsing measurement: %s", wrong);
        field = ci_benchfile_field(&text, end, &len);
        if (!field)
            return "missing units";
        const char *unit = ci_benchfile_intern(reader, field, len);
        if (isnan(value))
            ci_benchfile_report(reader,
                                ci_pool_format(reader->pool, "%s is not a number; left out", unit));
        else
            add_value(reader, (*count)++, value, unit);
    }
    return pairs ? NULL : "missing measurements";
}

/* LINE starts after "Benchmark". Returns what is wrong, or NULL. */
static const char *parse_result(struct ci_bench_reader *reader, const char *line, const char *end)
{
    struct ci_bench_result result = {.file = reader->file, .line = reader->line};
    const char *text = line;
    size_t name_len, len;
    if (ci_benchfile_field(&text, end, &name_len) != line) {
        text = line; /* a blank right after "Benchmark": the name is empty */
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
    if (wrong || result.value_count == 0)
        return wrong;
    result.name = ci_benchfile_intern(reader, line, name_len);
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
        ci_benchfile_report(reader,
                            ci_pool_format(reader->pool, "metadata %s of unit %s already set to %s",
                                           key, unit, have));
    } else if (!have) {
        reader->units =
            ci_pool_grow(reader->pool, reader->units, reader->unit_count, sizeof(*reader->units));
        unit = ci_benchfile_tidy(reader->pool, unit, &factor);
        reader->units[reader->unit_count++] = (struct ci_bench_unit){unit, key, value};
    }
}

/* TEXT starts after the word "Unit". */
static void parse_unit(struct ci_bench_reader *reader, const char *text, const char *end)
{
    size_t len;
    const char *field = ci_benchfile_field(&text, end, &len);
    if (!field) {
        ci_benchfile_report(reader, "missing unit");
        return;
    }
    const char *unit = ci_benchfile_intern(reader, field, len);
    while ((field = ci_benchfile_field(&text, end, &len)) != NULL) {
        const char *equals = memchr(field, '=', len);
        if (!equals || equals == field) {
            ci_benchfile_report(reader, "expected key=value");
            continue;
        }
        const char *key = ci_benchfile_intern(reader, field, (size_t)(equals - field));
        const char *value =
            ci_benchfile_intern(reader, equals + 1, len - (size_t)(equals + 1 - field));
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
            ci_benchfile_report(reader, wrong);
    } else if (starts_with(line, end, "Unit") && ci_benchfile_field(&rest, end, &len) && len == 4) {
        parse_unit(reader, rest, end);
    } else if (ci_benchfile_keyvalue(line, (size_t)(end - line), &len, &value)) {
        set_config(reader, ci_benchfile_intern(reader, line, len),
                   ci_benchfile_intern(reader, value, (size_t)(end - value)), true);
    }
}

void ci_benchfile_parse(struct ci_bench_reader *reader, const char *file, const char *label,
                        const char *text, size_t size)
{
    const char *end = text + size;
    reader->file = file;
    reader->line = 0;
    reader->config_count = 0;
    set_config(reader, ci_benchfile_intern(reader, ".file", strlen(".file")),
               ci_benchfile_intern(reader, label, strlen(label)), false);
    if (ci_benchfile_is_json(text, size)) {
        ci_benchfile_parse_json(reader, text, size);
        return;
    }
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

/* ---- fields and `key: value` lines, split at what Unicode calls white space ---- */

/* One character of UTF-8; a byte that starts none counts as U+FFFD of length 1. */
static uint32_t decode(const char *text, const char *end, size_t *len)
{
    uint32_t rune;
    *len = ci_utf8_decode(text, (size_t)(end - text), &rune);
    *len += *len == 0;
    return rune;
}

/* Unicode's White_Space property; iswspace() leaves out the no-break spaces. */
static bool is_space(uint32_t rune)
{
    return (rune >= '\t' && rune <= '\r') || rune == ' ' || rune == 0x85 || rune == 0xa0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

/* The C library's tables for non-ASCII letters, whatever locale the process runs in. */
static locale_t unicode_locale(void)
{
    static locale_t locale;
    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return locale;
}

static bool is_lower(uint32_t rune)
{
    if (rune < 0x80)
        return rune >= 'a' && rune <= 'z';
    return unicode_locale() && iswlower_l((wint_t)rune, unicode_locale());
}

static bool is_upper(uint32_t rune)
{
    if (rune < 0x80)
        return rune >= 'A' && rune <= 'Z';
    return unicode_locale() && iswupper_l((wint_t)rune, unicode_locale());
}

const char *ci_benchfile_field(const char **text, const char *end, size_t *len)
{
    const char *field = *text;
    size_t width;
    while (field < end && is_space(decode(field, end, &width)))
        field += width;
    const char *stop = field;
    while (stop < end && !is_space(decode(stop, end, &width)))
        stop += width;
    *text = stop;
    *len = (size_t)(stop - field);
    return *len ? field : NULL;
}

bool ci_benchfile_keyvalue(const char *line, size_t len, size_t *key_len, const char **value)
{
    const char *end = line + len, *at = line;
    for (size_t width; at < end && *at != ':'; at += width) {
        uint32_t rune = decode(at, end, &width);
        if (at == line && !is_lower(rune))
            return false;
        if (is_space(rune) || is_upper(rune))
            return false;
    }
    if (at == line || at == end)
        return false;
    *key_len = (size_t)(at - line);
    *value = at + 1;
    if (*value == end)
        return true;
    /* Only blanks and tabs separate; "key:value" is no configuration. */
    while (*value < end && (**value == ' ' || **value == '\t'))
        ++*value;
    return *value > at + 1;
}

/* ---- the parts of a name: Base/key=value/text-N ---- */

/* Length of NAME without its `-N` suffix, all of it where there is none. */
static size_t without_gomaxprocs(const char *name)
{
    size_t len = strlen(name), i = len;
    while (i > 0 && name[i - 1] >= '0' && name[i - 1] <= '9')
        i--;
    return i < len && i > 0 && name[i - 1] == '-' ? i - 1 : len;
}

size_t ci_benchfile_name_base(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash ? (size_t)(slash - name) : without_gomaxprocs(name);
}

struct ci_bench_part *ci_benchfile_name_parts(struct ci_pool *pool, const char *name, size_t *count)
{
    size_t len = strlen(name), body = without_gomaxprocs(name), most = 1;
    for (size_t i = 0; i < body; i++)
        most += name[i] == '/';
    struct ci_bench_part *parts = ci_pool_alloc(pool, most, sizeof(*parts));
    *count = 0;
    for (size_t i = 0; i < body; i++)
        if (name[i] == '/')
            parts[(*count)++].text = name + i;
    for (size_t i = 0; i < *count; i++) {
        const char *end = i + 1 < *count ? parts[i + 1].text : name + body;
        parts[i].len = (size_t)(end - parts[i].text);
    }
    if (body < len)
        parts[(*count)++] = (struct ci_bench_part){name + body, len - body};
    return parts;
}

/* ---- inputs from a command line ---- */

struct ci_bench_input *ci_benchfile_inputs(struct ci_pool *pool, char **arguments, int count)
{
    struct ci_bench_input *inputs = ci_pool_alloc(pool, (size_t)count, sizeof(*inputs));
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(arguments[i], '=');
        inputs[i].path = equals ? equals + 1 : arguments[i];
        if (equals)
            inputs[i].label = ci_pool_copy(pool, arguments[i], (size_t)(equals - arguments[i]));
    }
    for (int i = 0; i < count; i++) {
        int before = 0, uses = 0;
        if (strchr(arguments[i], '='))
            continue;
        for (int j = 0; j < count; j++) {
            bool same = strcmp(arguments[j], arguments[i]) == 0;
            uses += same;
            before += same && j < i;
        }
        inputs[i].label =
            uses == 1 ? inputs[i].path : ci_pool_format(pool, "%s#%d", inputs[i].path, before);
    }
    return inputs;
}

static char *read_all(struct ci_pool *pool, FILE *file, size_t *size)
{
    enum { FIRST = 1 << 16 };
    size_t room = FIRST;
    char *text = ci_pool_alloc(pool, room, 1);
    *size = 0;
    for (;;) {
        size_t got = fread(text + *size, 1, room - *size, file);
        *size += got;
        if (got == 0)
            return ferror(file) ? NULL : text;
        if (*size == room) {
            char *larger = ci_pool_alloc(pool, room, 2);
            memcpy(larger, text, room);
            text = larger;
            room *= 2;
        }
    }
}

int ci_benchfile_read(struct ci_bench_reader *reader, const struct ci_bench_input *input)
{
    if (input->text) {
        ci_benchfile_parse(reader, input->path, input->label, input->text, input->size);
        return 0;
    }
    bool is_stdin = strcmp(input->path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(input->path, "r");
    if (!file)
        return -errno;
    size_t size;
    errno = 0;
    const char *text = read_all(reader->pool, file, &size);
    int status = text ? 0 : -(errno ? errno : EIO);
    if (!is_stdin)
        fclose(file);
    if (text)
        ci_benchfile_parse(reader, input->path, input->label, text, size);
    return status;
}
