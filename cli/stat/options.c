/* SPDX-License-Identifier: MIT */
/* options.c - the command line of `cinstr stat`. */
#include "stat/stat.h"

#include "base/flags.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>

static const char introduction[] =
    "usage: cinstr stat [FLAG...] INPUT...\n"
    "\n"
    "Compares benchmark results: a row for each benchmark, a column for each input, and the\n"
    "difference to the first. An input is PATH, LABEL=PATH or - for the standard input. '~' is a\n"
    "difference that is likely to be noise.\n"
    "\n";

static const char notes[] =
    "\n"
    "Projections and queries are benchstat's: .name .fullname /KEY .file .config KEY, key@alpha,\n"
    "key@num, key@(a b); key:value, key:/regexp/, key:(a OR b), x y, x OR y, -x, (x), *.\n";

const char *ci_stat_read_level(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_stat_request *request = target;
    double *level = (double *)((char *)request + flag->number);
    char *end;
    *level = strtod(value, &end);
    if (end == value || *end)
        return ci_pool_format(request->pool, "invalid number for -%s", flag->name);
    if (!(*level >= 0 && *level <= 1))
        return ci_pool_format(request->pool, "-%s must be in range [0, 1]", flag->name);
    return NULL;
}

const char *ci_stat_read_format(void *target, const struct ci_flag *flag, const char *value)
{
    static const char *const names[] = {"text", "csv", "markdown", "html", "json"};
    struct ci_stat_request *request = target;
    (void)flag;
    for (int i = 0; i <= CI_STAT_JSON; i++) {
        if (strcmp(value, names[i]) == 0) {
            request->format = (enum ci_stat_format)i;
            return NULL;
        }
    }
    return "-format must be text, csv, markdown, html or json";
}

const char *ci_stat_read_limit(void *target, const struct ci_flag *flag, const char *value)
{
    const char *error;
    struct ci_stat_request *request = target;
    struct ci_stat_gate *gate = &request->gate;
    struct ci_limit *limit = ci_stat_limit_parse(request->pool, value, &error);
    (void)flag;
    if (!limit)
        return ci_pool_format(request->pool, "limit '%s': %s", value, error);
    gate->limits = ci_pool_grow(request->pool, gate->limits, gate->limit_count, sizeof(limit));
    gate->limits[gate->limit_count++] = limit;
    return NULL;
}

#define AT(field) offsetof(struct ci_stat_request, field)

static const struct ci_flag table[] = {
    {"table", "PROJECTION", "a table for each value (default .config)", ci_flag_text, AT(table), 0,
     0},
    {"row", "PROJECTION", "a row for each value (default .fullname)", ci_flag_text, AT(row), 0, 0},
    {"col", "PROJECTION", "a column for each value (default .file)", ci_flag_text, AT(column), 0,
     0},
    {"ignore", "KEYS", "differences in these keys do not matter", ci_flag_text, AT(ignore), 0, 0},
    {"filter", "QUERY", "use only matching benchmarks (default *)", ci_flag_text, AT(filter), 0, 0},
    {"alpha", "P", "a difference counts if p <= P (default 0.05)", ci_stat_read_level, 0, 0,
     AT(options.alpha)},
    {"confidence", "LEVEL", "of the ranges (default 0.95)", ci_stat_read_level, 0, 0,
     AT(options.confidence)},
    {"format", "FORMAT", "text, csv (warnings on stderr), markdown, html or json (default text)",
     ci_stat_read_format, 0, 0, 0},
    {"min", NULL, "show the least value too", ci_flag_set, AT(options.show_min), 0, 0},
    {"gate", NULL, "exit with 1 if a benchmark is worse than its limit", ci_flag_set, AT(use_gate),
     0, 0},
    {"limit", "UNIT=REL%|ABS",
     "worse by at most REL % of the base, and never beyond ABS, which may\n"
     "                       be left out with its bar; @exact and @all are groups of units\n"
     "                       (default @exact=0% and @all=5%; a -limit replaces both;\n"
     "                       repeat for more)",
     ci_stat_read_limit, 0, 0, 0},
    {"allow-missing", NULL, "a benchmark that only the base has does not fail the gate",
     ci_flag_set, AT(gate.allow_missing), 0, 0},
    {"h", NULL, NULL, ci_flag_set, AT(help), 0, 0},
    {"help", NULL, NULL, ci_flag_set, AT(help), 0, 0},
    {0},
};

#undef AT

static int fail(const char *format, const char *what)
{
    fprintf(stderr, "cinstr: ");
    fprintf(stderr, format, what);
    fprintf(stderr, "\n'cinstr stat -h' tells the flags.\n");
    return EXIT_USAGE;
}

static void print_help(void)
{
    static const struct ci_flags_layout layout = {false, ' ', 19};
    fputs(introduction, stdout);
    ci_flags_print(stdout, table, 0, &layout);
    fputs(notes, stdout);
    ci_status_print(stdout, CI_STATUS_JUDGES | CI_STATUS(NONDETERMINISTIC));
}

const char *ci_stat_request_check(const struct ci_stat_request *request)
{
    if (!request->use_gate && (request->gate.limit_count || request->gate.allow_missing))
        return "-limit and -allow-missing need -gate";
    return NULL;
}

void ci_stat_request_init(struct ci_stat_request *request, struct ci_pool *pool)
{
    *request = (struct ci_stat_request){.pool = pool,
                                        .table = ".config",
                                        .row = ".fullname",
                                        .column = ".file",
                                        .ignore = "",
                                        .filter = "*",
                                        .options = {.confidence = 0.95, .alpha = 0.05}};
}

int ci_stat_request_parse(struct ci_stat_request *request, char **argv, char ***inputs)
{
    struct ci_command_line line = {.table = table, .style = CI_ARGUMENTS_LAST};
    const char *wrong;
    char meant[CI_MEANT_SIZE];
    *inputs = NULL;
    switch (ci_command_line_read(&line, argv, request)) {
    case CI_FLAGS_DONE:
        break;
    case CI_FLAGS_LACKS_VALUE:
        return fail("flag %s needs a value", line.argument);
    case CI_FLAGS_TAKES_NONE:
        return fail("flag %s takes no value", line.argument);
    case CI_FLAGS_BAD_VALUE:
        if (line.flag->read != ci_stat_read_limit)
            return fail("%s", line.reason);
        fprintf(stderr, "cinstr: %s\n", line.reason);
        return EXIT_USAGE;
    default:
        return fail("unknown flag %s",
                    ci_pool_format(request->pool, "%s%s", line.argument,
                                   ci_flags_meant(table, 0, line.argument, meant)));
    }
    if (request->help) {
        print_help();
        return 0;
    }
    if (!line.arguments[0])
        return fail("stat needs an input%s", "");
    if ((wrong = ci_stat_request_check(request)))
        return fail("%s", wrong);
    *inputs = line.arguments;
    return 0;
}
