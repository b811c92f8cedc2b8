/* SPDX-License-Identifier: MIT */
/* options.c - the command line of `cinstr stat`. */
#include "stat/stat.h"

#include "base/status.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: cinstr stat [FLAG...] INPUT...\n"
    "\n"
    "Compares benchmark results: a row for each benchmark, a column for each input, and the\n"
    "difference to the first. An input is PATH, LABEL=PATH or - for the standard input. '~' is a\n"
    "difference that is likely to be noise.\n"
    "\n"
    "  -table PROJECTION    a table for each value (default .config)\n"
    "  -row PROJECTION      a row for each value (default .fullname)\n"
    "  -col PROJECTION      a column for each value (default .file)\n"
    "  -ignore KEYS         differences in these keys do not matter\n"
    "  -filter QUERY        use only matching benchmarks (default *)\n"
    "  -alpha P             a difference counts if p <= P (default 0.05)\n"
    "  -confidence LEVEL    of the ranges (default 0.95)\n"
    "  -format FORMAT       text, csv (warnings on stderr), markdown or json (default text)\n"
    "  -min                 show the least value too\n"
    "  -gate                exit with 1 if a benchmark is worse than its limit\n"
    "  -limit UNIT=REL%|ABS worse by at most REL % of the base, and never beyond ABS, which may\n"
    "                       be left out with its bar; @exact and @all are groups of units\n"
    "                       (default @exact=0% and @all=5%; repeat for more)\n"
    "  -allow-missing       a benchmark that only the base has does not fail the gate\n"
    "\n"
    "Projections and queries are benchstat's: .name .fullname /KEY .file .config KEY, key@alpha,\n"
    "key@num, key@(a b); key:value, key:/regexp/, key:(a OR b), x y, x OR y, -x, (x), *.\n"
    "\n"
    "Exit status: 0 done, 1 worse, 2 usage, 3 no such file, 4 an exact unit varies, 5 nothing\n"
    "matches, 6 no results or too few to judge, 7 nothing can be compared.\n";

struct flag {
    const char *name;
    bool has_value;
};

static const struct flag flags[] = {
    {"table", true},  {"row", true},   {"col", true},    {"ignore", true},
    {"filter", true}, {"alpha", true}, {"format", true}, {"confidence", true},
    {"min", false},   {"gate", false}, {"limit", true},  {"allow-missing", false},
    {"h", false},     {"help", false},
};

static int fail(const char *format, const char *what)
{
    fprintf(stderr, "cinstr: ");
    fprintf(stderr, format, what);
    fprintf(stderr, "\n'cinstr stat -h' tells the flags.\n");
    return EXIT_USAGE;
}

static int set_level(double *level, const char *flag, const char *text)
{
    char *end;
    *level = strtod(text, &end);
    if (end == text || *end)
        return fail("invalid number for -%s", flag);
    if (!(*level >= 0 && *level <= 1))
        return fail("-%s must be in range [0, 1]", flag);
    return 0;
}

static int set_format(struct ci_stat_request *request, const char *text)
{
    static const char *const names[] = {"text", "csv", "markdown", "json"};
    for (int i = 0; i <= CI_STAT_JSON; i++) {
        if (strcmp(text, names[i]) == 0) {
            request->format = (enum ci_stat_format)i;
            return 0;
        }
    }
    return fail("-format must be text, csv, markdown or json%s", "");
}

static int add_limit(struct ci_pool *pool, struct ci_stat_gate *gate, const char *text)
{
    const char *error;
    struct ci_stat_limit *limit = ci_stat_limit_parse(pool, text, &error);
    if (!limit) {
        fprintf(stderr, "cinstr: limit '%s': %s\n", text, error);
        return EXIT_USAGE;
    }
    gate->limits = ci_pool_grow(pool, gate->limits, gate->limit_count, sizeof(limit));
    gate->limits[gate->limit_count++] = limit;
    return 0;
}

static int set_flag(struct ci_pool *pool, struct ci_stat_request *request, const char *name,
                    const char *value)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {{"table", &request->table},
                 {"row", &request->row},
                 {"col", &request->column},
                 {"ignore", &request->ignore},
                 {"filter", &request->filter}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].text = value;
            return 0;
        }
    }
    if (strcmp(name, "alpha") == 0)
        return set_level(&request->options.alpha, name, value);
    if (strcmp(name, "confidence") == 0)
        return set_level(&request->options.confidence, name, value);
    if (strcmp(name, "format") == 0)
        return set_format(request, value);
    if (strcmp(name, "limit") == 0)
        return add_limit(pool, &request->gate, value);
    request->options.show_min |= strcmp(name, "min") == 0;
    request->use_gate |= strcmp(name, "gate") == 0;
    request->gate.allow_missing |= strcmp(name, "allow-missing") == 0;
    request->help |= strcmp(name, "h") == 0 || strcmp(name, "help") == 0;
    return 0;
}

static const struct flag *find_flag(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strlen(flags[i].name) == len && strncmp(flags[i].name, name, len) == 0)
            return &flags[i];
    return NULL;
}

static bool is_flag(const char *argument)
{
    return argument[0] == '-' && argument[1];
}

static int check(const struct ci_stat_request *request)
{
    if (!request->input_count)
        return fail("stat needs an input%s", "");
    if (!request->use_gate && (request->gate.limit_count || request->gate.allow_missing))
        return fail("-limit and -allow-missing need -gate%s", "");
    return 0;
}

int ci_stat_request_parse(struct ci_pool *pool, struct ci_stat_request *request, int argc,
                          char **argv)
{
    int i = 1;
    request->table = ".config";
    request->row = ".fullname";
    request->column = ".file";
    request->ignore = "";
    request->filter = "*";
    request->options = (struct ci_stat_options){.confidence = 0.95, .alpha = 0.05};
    for (; i < argc && is_flag(argv[i]) && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + (argv[i][1] == '-' ? 2 : 1), *equals = strchr(name, '=');
        const struct flag *flag = find_flag(name, equals ? (size_t)(equals - name) : strlen(name));
        const char *value = equals ? equals + 1 : NULL;
        if (!flag)
            return fail("unknown flag %s", argv[i]);
        if (flag->has_value && !value && i + 1 == argc)
            return fail("flag %s needs a value", argv[i]);
        if (flag->has_value && !value)
            value = argv[++i];
        if (!flag->has_value && equals)
            return fail("flag %s takes no value", argv[i]);
        int status = set_flag(pool, request, flag->name, value);
        if (status)
            return status;
    }
    if (request->help) {
        fputs(usage, stdout);
        return 0;
    }
    i += i < argc && strcmp(argv[i], "--") == 0;
    request->inputs = argv + i;
    request->input_count = argc - i;
    return check(request);
}
