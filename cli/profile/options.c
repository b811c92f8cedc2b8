/* SPDX-License-Identifier: MIT */
/* options.c - the table of report flags and its reader. */
#include "profile/options.h"
#include "base/status.h"
#include "base/error.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum flag_type {
    FLAG_BOOL,   /* a bool */
    FLAG_INT,    /* an int */
    FLAG_FLOAT,  /* a double */
    FLAG_TEXT,   /* a string */
    FLAG_CHOICE, /* an int, which takes the flag's value; others of the same int exclude it */
    FLAG_SAMPLE, /* shorthand for -sample_index=NAME */
};

enum {
    REGEX_KINDS = CI_REPORT_LIST | CI_REPORT_PEEK,
    PPROF_KINDS = CI_REPORT_TOP | REGEX_KINDS,
    ALL_KINDS = PPROF_KINDS | CI_REPORT_FOLDED,
    HEAP_KINDS = CI_REPORT_TYPES | CI_REPORT_CHURN,
};

struct flag {
    const char *name;
    enum flag_type type;
    unsigned kinds;
    size_t offset; /* in struct ci_options */
    int value;     /* of a choice */
    const char *help;
};

#define AT(field) offsetof(struct ci_options, field)

static const struct flag flags[] = {
    {"f", FLAG_TEXT, REGEX_KINDS, AT(regex), 0, "the functions to show, a regular expression"},
    {"list", FLAG_TEXT, CI_REPORT_LIST, AT(regex), 0, "the same as -f"},
    {"peek", FLAG_TEXT, CI_REPORT_PEEK, AT(regex), 0, "the same as -f"},
    {"sample_index", FLAG_TEXT, ALL_KINDS | CI_REPORT_TYPES, AT(sample_index), 0,
     "sample type: a name or 0, 1, ..."},
    {"flat", FLAG_CHOICE, PPROF_KINDS, AT(sort), CI_SORT_FLAT, "sort by own value (default)"},
    {"cum", FLAG_CHOICE, PPROF_KINDS, AT(sort), CI_SORT_CUM, "sort by value with callees"},
    {"functions", FLAG_CHOICE, ALL_KINDS, AT(granularity), CI_BY_FUNCTION,
     "merge by function name (default)"},
    {"filefunctions", FLAG_CHOICE, ALL_KINDS, AT(granularity), CI_BY_FILE_FUNCTION,
     "merge by function name and file"},
    {"files", FLAG_CHOICE, ALL_KINDS, AT(granularity), CI_BY_FILE, "merge by file"},
    {"lines", FLAG_CHOICE, ALL_KINDS, AT(granularity), CI_BY_LINE, "merge by source line"},
    {"addresses", FLAG_CHOICE, ALL_KINDS, AT(granularity), CI_BY_ADDRESS, "merge by address"},
    {"noinlines", FLAG_BOOL, ALL_KINDS | CI_REPORT_CHURN, AT(no_inlines), 0,
     "count inlined code to its caller"},
    {"focus", FLAG_TEXT, ALL_KINDS | HEAP_KINDS, AT(focus), 0,
     "only samples with a matching frame"},
    {"ignore", FLAG_TEXT, ALL_KINDS | HEAP_KINDS, AT(ignore), 0,
     "no samples with a matching frame"},
    {"hide", FLAG_TEXT, ALL_KINDS, AT(hide), 0, "leave matching frames out"},
    {"show", FLAG_TEXT, ALL_KINDS, AT(show), 0, "leave all but matching frames out"},
    {"show_from", FLAG_TEXT, ALL_KINDS, AT(show_from), 0, "start stacks at the first match"},
    {"tagfocus", FLAG_TEXT, ALL_KINDS | HEAP_KINDS, AT(tag_focus), 0,
     "only samples with a matching label: KEY=REGEX, KEY=1kb:2kb"},
    {"tagignore", FLAG_TEXT, ALL_KINDS | HEAP_KINDS, AT(tag_ignore), 0,
     "no samples with a matching label"},
    {"unit", FLAG_TEXT, PPROF_KINDS | HEAP_KINDS, AT(unit), 0,
     "unit to show values in: ms, MB, auto, ..."},
    {"nodecount", FLAG_INT, PPROF_KINDS | HEAP_KINDS, AT(node_count), 0,
     "the most entries to show"},
    {"nodefraction", FLAG_FLOAT, PPROF_KINDS, AT(node_fraction), 0,
     "drop entries below this part of the total (0.005)"},
    {"edgefraction", FLAG_FLOAT, PPROF_KINDS, AT(edge_fraction), 0,
     "drop calls below this part of the total (0.001)"},
    {"trim", FLAG_BOOL, PPROF_KINDS, AT(trim), 0, "obey the three flags above (default)"},
    {"mean", FLAG_BOOL, PPROF_KINDS, AT(mean), 0, "divide by the first sample type"},
    {"divide_by", FLAG_FLOAT, PPROF_KINDS, AT(divide_by), 0, "divide all values by this"},
    {"relative_percentages", FLAG_BOOL, PPROF_KINDS | CI_REPORT_TYPES, AT(relative), 0,
     "percentages of what the filters leave"},
    {"drop_negative", FLAG_BOOL, PPROF_KINDS, AT(drop_negative), 0, "leave negative entries out"},
    {"compact_labels", FLAG_BOOL, PPROF_KINDS | HEAP_KINDS, AT(compact), 0, "no header"},
    {"source_path", FLAG_TEXT, PPROF_KINDS, AT(source_path), 0,
     "directories with sources, separated by ':'"},
    {"trim_path", FLAG_TEXT, PPROF_KINDS | CI_REPORT_CHURN, AT(trim_path), 0,
     "prefixes to cut off source paths, separated by ':'"},
    {"inuse_space", FLAG_SAMPLE, PPROF_KINDS | CI_REPORT_TYPES, 0, 0, "-sample_index=inuse_space"},
    {"inuse_objects", FLAG_SAMPLE, PPROF_KINDS | CI_REPORT_TYPES, 0, 0,
     "-sample_index=inuse_objects"},
    {"alloc_space", FLAG_SAMPLE, PPROF_KINDS | CI_REPORT_TYPES, 0, 0, "-sample_index=alloc_space"},
    {"alloc_objects", FLAG_SAMPLE, PPROF_KINDS | CI_REPORT_TYPES, 0, 0,
     "-sample_index=alloc_objects"},
    {"contentions", FLAG_SAMPLE, PPROF_KINDS, 0, 0, "-sample_index=contentions"},
};

static const size_t n_flags = sizeof flags / sizeof *flags;

/* The flag at the start of TEXT, which ends with a NUL or '='; NULL: unknown to the command. */
static const struct flag *find_flag(enum ci_report_kind kind, const char *text)
{
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < n_flags; i++)
        if ((flags[i].kinds & kind) && strlen(flags[i].name) == length &&
            strncmp(flags[i].name, text, length) == 0)
            return &flags[i];
    return NULL;
}

static int parse_bool(const char *text, bool *value)
{
    static const char *const words[] = {"0", "f", "F", "false", "FALSE", "False",
                                        "1", "t", "T", "true",  "TRUE",  "True"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) {
            *value = i >= 6;
            return 0;
        }
    return -1;
}

static int set_number(const struct flag *flag, const char *text, void *field)
{
    char *end;
    errno = 0;
    if (flag->type == FLAG_FLOAT) {
        *(double *)field = strtod(text, &end);
    } else {
        long number = strtol(text, &end, 0);
        if (number < INT_MIN || number > INT_MAX)
            return -1;
        *(int *)field = (int)number;
    }
    return *text && !*end && !errno ? 0 : -1;
}

/* A flag that takes no value, or one after '='. */
static int set_switch(struct ci_options *options, const struct flag *flag, const char *text,
                      struct ci_error *error)
{
    bool on = true;
    if (text && parse_bool(text, &on))
        return ci_error_set(error, "-%s=%s: give true or false", flag->name, text);
    int *choice = (int *)((char *)options + flag->offset);
    if (flag->type == FLAG_BOOL) {
        *(bool *)((char *)options + flag->offset) = on;
    } else if (on && flag->type == FLAG_SAMPLE) {
        options->sample_index = flag->name;
    } else if (on) {
        if (*choice && *choice != flag->value)
            return ci_error_set(error, "-%s contradicts a flag before it; leave one out",
                                flag->name);
        *choice = flag->value;
    }
    return 0;
}

static int set_value(struct ci_options *options, const struct flag *flag, const char *text,
                     struct ci_error *error)
{
    void *field = (char *)options + flag->offset;
    if (flag->type == FLAG_TEXT)
        *(const char **)field = text;
    else if (set_number(flag, text, field))
        return ci_error_set(error, "-%s=%s: give a number", flag->name, text);
    return 0;
}

/* Takes one flag, and the argument behind it when that is its value. */
static int take_flag(struct ci_options *options, const char *command, char ***next,
                     struct ci_error *error)
{
    const char *text = *(*next)++ + 1;
    if (*text == '-')
        text++;
    const struct flag *flag = find_flag(options->kind, text);
    if (!flag)
        return ci_error_set(error, "unknown flag '-%.*s'; 'cinstr %s -h' lists the flags",
                            (int)strcspn(text, "="), text, command);
    const char *equals = strchr(text, '=');
    const char *value = equals ? equals + 1 : NULL;
    if (flag->type != FLAG_TEXT && flag->type != FLAG_INT && flag->type != FLAG_FLOAT)
        return set_switch(options, flag, value, error);
    if (!value)
        value = *(*next) ? *(*next)++ : NULL;
    if (!value)
        return ci_error_set(error, "-%s lacks its value; 'cinstr %s -h' lists the flags",
                            flag->name, command);
    return set_value(options, flag, value, error);
}

static int take_all(struct ci_options *options, char **argv, struct ci_error *error)
{
    const char *command = argv[0];
    bool flags_end = false;
    for (char **next = argv + 1; *next;) {
        if (!flags_end && strcmp(*next, "--") == 0) {
            flags_end = true;
            next++;
        } else if (!flags_end && (*next)[0] == '-' && (*next)[1]) {
            if (take_flag(options, command, &next, error))
                return -1;
        } else if (*options->file) {
            return ci_error_set(error, "one profile is enough: '%s' or '%s'?", options->file,
                                *next);
        } else {
            options->file = *next++;
        }
    }
    return 0;
}

static void set_defaults(struct ci_options *options, enum ci_report_kind kind)
{
    *options = (struct ci_options){.kind = kind, .unit = "minimum", .trim = true};
    options->node_fraction = 0.005;
    options->edge_fraction = 0.001;
    options->divide_by = 1;
    for (size_t i = 0; i < n_flags; i++)
        if (flags[i].type == FLAG_TEXT && flags[i].offset != AT(unit))
            *(const char **)((char *)options + flags[i].offset) = "";
    options->file = "";
}

static int check(struct ci_options *options, const char *command, struct ci_error *error)
{
    if (!*options->file)
        return ci_error_set(error, "no profile given; 'cinstr %s -h' tells how", command);
    if ((options->kind & REGEX_KINDS) && !*options->regex)
        return ci_error_set(error, "no function given; add -f REGEX, or -f . for all");
    if (options->divide_by == 0)
        return ci_error_set(error, "-divide_by=0: give another number");
    options->sort = options->sort ? options->sort : CI_SORT_FLAT;
    options->granularity = options->granularity ? options->granularity : CI_BY_FUNCTION;
    return 0;
}

static void print_usage(enum ci_report_kind kind, const char *command)
{
    printf("usage: cinstr %s [FLAG...] %sPROFILE\n\n", command,
           kind & REGEX_KINDS ? "-f REGEX " : "");
    static const char *const values[] = {
        [FLAG_INT] = "=N", [FLAG_FLOAT] = "=X", [FLAG_TEXT] = "=TEXT"};
    for (size_t i = 0; i < n_flags; i++) {
        if (!(flags[i].kinds & kind))
            continue;
        const char *value = flags[i].type <= FLAG_TEXT ? values[flags[i].type] : NULL;
        printf("  -%s%-*s %s\n", flags[i].name, (int)(22 - strlen(flags[i].name)),
               value ? value : "", flags[i].help);
    }
}

static bool wants_help(char **argv)
{
    for (char **next = argv + 1; *next && strcmp(*next, "--"); next++)
        if (strcmp(*next, "-h") == 0 || strcmp(*next, "-help") == 0 || strcmp(*next, "--help") == 0)
            return true;
    return false;
}

bool ci_options_parse(struct ci_options *options, enum ci_report_kind kind, int argc, char **argv,
                      int *status)
{
    (void)argc; /* argv ends with NULL */
    set_defaults(options, kind);
    if (wants_help(argv)) {
        print_usage(kind, argv[0]);
        *status = 0;
        return false;
    }
    struct ci_error error;
    if (take_all(options, argv, &error) == 0 && check(options, argv[0], &error) == 0)
        return true;
    *status = ci_error_print(argv[0], &error);
    return false;
}
