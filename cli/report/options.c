/* SPDX-License-Identifier: MIT */
/* options.c - the table of report flags and its reader. */
#include "report/options.h"
#include "report/newest.h"
#include "base/status.h"
#include "base/error.h"
#include "base/filepath.h"
#include "base/flags.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number that fills VALUE; END is where it was read to. */
static bool is_whole(const char *value, const char *end)
{
    return *value && !*end && !errno;
}

static const char *read_int(void *field, const struct ci_flag *flag, const char *value)
{
    char *end;
    (void)flag;
    errno = 0;
    long number = strtol(value, &end, 0);
    if (!is_whole(value, end) || number < INT_MIN || number > INT_MAX)
        return "a number";
    *(int *)field = (int)number;
    return NULL;
}

static const char *read_float(void *field, const struct ci_flag *flag, const char *value)
{
    char *end;
    (void)flag;
    errno = 0;
    *(double *)field = strtod(value, &end);
    return is_whole(value, end) ? NULL : "a number";
}

/* Shorthand for -sample_index=NAME. */
static const char *read_sample(void *field, const struct ci_flag *flag, const char *value)
{
    bool on;
    const char *wrong = ci_flag_bool(&on, flag, value);
    if (!wrong && on)
        *(const char **)field = flag->name;
    return wrong;
}

static const char *read_names(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    *(int *)field = strcmp(value, "short") == 0 ? CI_NAMES_SHORT : CI_NAMES_FULL;
    return strcmp(value, "short") == 0 || strcmp(value, "full") == 0 ? NULL : "full or short";
}

#define AT(field) offsetof(struct ci_options, field)

static const struct ci_flag flags[] = {
    {"f", "TEXT", "the functions to show, a regular expression", ci_flag_text, AT(regex),
     CI_TAKES_FUNCTIONS, 0},
    {"list", "TEXT", "the same as -f", ci_flag_text, AT(regex), CI_TAKES_LIST, 0},
    {"peek", "TEXT", "the same as -f", ci_flag_text, AT(regex), CI_TAKES_PEEK, 0},
    {"sample_index", "TEXT", "sample type: a name or 0, 1, ...", ci_flag_text, AT(sample_index),
     CI_TAKES_SAMPLE_TYPE, 0},
    {"flat", NULL, "sort by own value (default)", ci_flag_choice, AT(sort), CI_TAKES_GRAPH,
     CI_SORT_FLAT},
    {"cum", NULL, "sort by value with callees", ci_flag_choice, AT(sort), CI_TAKES_GRAPH,
     CI_SORT_CUM},
    {"functions", NULL, "merge by function name (default)", ci_flag_choice, AT(granularity),
     CI_TAKES_DETAIL, CI_BY_FUNCTION},
    {"filefunctions", NULL, "merge by function name and file", ci_flag_choice, AT(granularity),
     CI_TAKES_DETAIL, CI_BY_FILE_FUNCTION},
    {"files", NULL, "merge by file", ci_flag_choice, AT(granularity), CI_TAKES_DETAIL, CI_BY_FILE},
    {"lines", NULL, "merge by source line", ci_flag_choice, AT(granularity), CI_TAKES_DETAIL,
     CI_BY_LINE},
    {"addresses", NULL, "merge by address", ci_flag_choice, AT(granularity), CI_TAKES_DETAIL,
     CI_BY_ADDRESS},
    {"noinlines", NULL, "count inlined code to its caller", ci_flag_bool, AT(no_inlines),
     CI_TAKES_INLINES, 0},
    {"noexternal", NULL, "count functions without probes, such as libraries', to their callers",
     ci_flag_bool, AT(no_external), CI_TAKES_FRAMES, 0},
    {"focus", "TEXT", "only samples with a matching frame", ci_flag_text, AT(filters.focus),
     CI_TAKES_FILTERS, 0},
    {"ignore", "TEXT", "no samples with a matching frame", ci_flag_text, AT(filters.ignore),
     CI_TAKES_FILTERS, 0},
    {"hide", "TEXT", "leave matching frames out", ci_flag_text, AT(filters.hide), CI_TAKES_FRAMES,
     0},
    {"show", "TEXT", "leave all but matching frames out", ci_flag_text, AT(filters.show),
     CI_TAKES_FRAMES, 0},
    {"show_from", "TEXT", "start stacks at the first match", ci_flag_text, AT(filters.show_from),
     CI_TAKES_FRAMES, 0},
    {"tagfocus", "TEXT", "only samples with a matching label: KEY=REGEX, KEY=1kb:2kb", ci_flag_text,
     AT(filters.tag_focus), CI_TAKES_FILTERS, 0},
    {"tagignore", "TEXT", "no samples with a matching label", ci_flag_text, AT(filters.tag_ignore),
     CI_TAKES_FILTERS, 0},
    {"tagroot", "KEYS", "labels as frames around all others: thread, thread_start, lock, ...",
     ci_flag_text, AT(filters.tag_root), CI_TAKES_FRAMES, 0},
    {"tagleaf", "KEYS", "labels as frames below all others", ci_flag_text, AT(filters.tag_leaf),
     CI_TAKES_FRAMES, 0},
    {"unit", "TEXT", "unit to show values in: ms, MB, auto, ...", ci_flag_text, AT(unit),
     CI_TAKES_TABLE, 0},
    {"nodecount", "N", "the most entries to show", read_int, AT(node_count), CI_TAKES_TABLE, 0},
    {"nodefraction", "X", "drop entries below this part of the total (0.005)", read_float,
     AT(node_fraction), CI_TAKES_GRAPH, 0},
    {"edgefraction", "X", "drop calls below this part of the total (0.001)", read_float,
     AT(edge_fraction), CI_TAKES_GRAPH, 0},
    {"trim", NULL, "obey the three flags above (default)", ci_flag_bool, AT(trim), CI_TAKES_GRAPH,
     0},
    {"mean", NULL, "divide by the first sample type", ci_flag_bool, AT(mean), CI_TAKES_GRAPH, 0},
    {"divide_by", "X", "divide all values by this", read_float, AT(divide_by), CI_TAKES_GRAPH, 0},
    {"relative_percentages", NULL, "percentages of what the filters leave", ci_flag_bool,
     AT(relative), CI_TAKES_PERCENTAGES, 0},
    {"drop_negative", NULL, "leave negative entries out", ci_flag_bool, AT(drop_negative),
     CI_TAKES_GRAPH, 0},
    {"live", NULL, "what a process is doing now: PID or NAME instead of PROFILE; q quits",
     ci_flag_set, AT(live), CI_TAKES_LIVE, 0},
    {"calls", NULL, "with a column of calls", ci_flag_bool, AT(calls), CI_TAKES_LIVE, 0},
    {"compact_labels", NULL, "no header", ci_flag_bool, AT(compact), CI_TAKES_TABLE, 0},
    {"uncertain", NULL, "functions whose instructions or times are not certain, with their bounds",
     ci_flag_bool, AT(uncertain), CI_TAKES_UNCERTAIN, 0},
    {"source_path", "TEXT", "directories with sources, separated by ':'", ci_flag_text,
     AT(source_path), CI_TAKES_GRAPH, 0},
    {"trim_path", "TEXT", "prefixes to cut off source paths, separated by ':'", ci_flag_text,
     AT(trim_path), CI_TAKES_TRIM_PATH, 0},
    {"inuse_space", NULL, "-sample_index=inuse_space", read_sample, AT(sample_index),
     CI_TAKES_PERCENTAGES, 0},
    {"inuse_objects", NULL, "-sample_index=inuse_objects", read_sample, AT(sample_index),
     CI_TAKES_PERCENTAGES, 0},
    {"alloc_space", NULL, "-sample_index=alloc_space", read_sample, AT(sample_index),
     CI_TAKES_PERCENTAGES, 0},
    {"alloc_objects", NULL, "-sample_index=alloc_objects", read_sample, AT(sample_index),
     CI_TAKES_PERCENTAGES, 0},
    {"contentions", NULL, "-sample_index=contentions", read_sample, AT(sample_index),
     CI_TAKES_GRAPH, 0},
    {"names", "full|short", "C++ names in full, or with templates folded (on a terminal)",
     read_names, AT(names), CI_TAKES_NAMES, 0},
    {"no-pager", NULL, "do not hand the report to $PAGER, on a terminal", ci_flag_bool,
     AT(no_pager), CI_TAKES_NAMES, 0},
    {"sort", "KEY", "own (default), total, calls, average, depth or name", ci_flag_text, AT(order),
     CI_TAKES_ORDER, 0},
    {"f", "TEXT", "only functions that match the regular expression", ci_flag_text, AT(regex),
     CI_TAKES_MIX, 0},
    {"sort", "KEY", "instructions (default), flops, bytes, intensity, spills, ..., name",
     ci_flag_text, AT(order), CI_TAKES_MIX, 0},
    {"base", "BASE", "show the difference to this profile", ci_flag_text, AT(base), CI_TAKES_BASE,
     0},
    {"time", "TIMEPROFILE", "how long functions took: a profile of the same program in mode=time",
     ci_flag_text, AT(time), CI_TAKES_ROOFS, 0},
    {"peak-flops", "X", "operations a second that one core can do: 38.4G; measured if not given",
     ci_flag_text, AT(peak_flops), CI_TAKES_ROOFS, 0},
    {"peak-bandwidth", "Y", "bytes a second that one core can move: 20G; measured if not given",
     ci_flag_text, AT(peak_bandwidth), CI_TAKES_ROOFS, 0},
    {"o", "FILE", "the file to write; - or none: standard output", ci_flag_text, AT(out),
     CI_TAKES_OUT, 0},
    {0},
};

void ci_options_init(struct ci_options *options, unsigned traits)
{
    *options = (struct ci_options){.traits = traits, .unit = "minimum", .trim = true};
    options->node_fraction = 0.005;
    options->edge_fraction = 0.001;
    options->divide_by = 1;
    for (const struct ci_flag *flag = flags; flag->name; flag++)
        if (flag->read == ci_flag_text && flag->offset != AT(unit))
            *(const char **)((char *)options + flag->offset) = "";
    options->file = "";
}

static int check(struct ci_options *options, const char *command, struct ci_error *error)
{
    bool is_file = ci_filepath_stem(options->regex, ".pb.gz") >= 0 && !*options->file;
    const char *kind = options->traits & CI_KEEPS_ALLOCATORS               ? ".heap.pb.gz"
                       : strcmp(options->sample_index, "contentions") == 0 ? ".block.pb.gz"
                                                                           : ".prof.pb.gz";
    if ((options->traits & CI_TAKES_FUNCTIONS) && (!*options->regex || is_file))
        return ci_error_set(error, "no function given; name one before the profile, or . for all");
    if (!*options->file) {
        if (!ci_newest_find(kind, options->newest))
            return ci_error_set(error,
                                "no profile given, and no *%s here; 'cinstr %s -h' tells how", kind,
                                command);
        ci_error_note("the newest profile here: %s", options->newest);
        options->file = options->newest;
    }
    if (options->divide_by == 0)
        return ci_error_set(error, "-divide_by=0: give another number");
    options->sort = options->sort ? options->sort : CI_SORT_FLAT;
    options->granularity = options->granularity ? options->granularity : CI_BY_FUNCTION;
    return 0;
}

static void print_usage(unsigned traits, const char *command)
{
    static const struct ci_flags_layout layout = {false, '=', 22};
    printf("usage: cinstr %s [FLAG...] %s[PROFILE]\n\n", command,
           traits & CI_TAKES_FUNCTIONS ? "NAME " : "");
    ci_flags_print(stdout, flags, traits, &layout);
    if (traits & CI_TAKES_FUNCTIONS)
        printf("\nNAME is a regular expression, as that of -f.");
    printf("\nWithout PROFILE the newest *.%s.pb.gz of this directory is taken, and named.\n",
           traits & CI_KEEPS_ALLOCATORS ? "heap" : "prof");
    printf("PROFILE - is the standard input.\n");
    if (traits & CI_TAKES_FILTERS && !(traits & (CI_TAKES_FUNCTIONS | CI_TAKES_ROOFS)))
        printf("A filter that matches nothing makes a warning and an empty report, as in pprof.\n");
    unsigned statuses = CI_STATUS_READS;
    statuses |= traits & CI_TAKES_FUNCTIONS ? CI_STATUS(NO_MATCH) : 0;
    statuses |= traits & (CI_NEEDS_THREADS | CI_KEEPS_ALLOCATORS) ? CI_STATUS(NO_DATA) : 0;
    statuses |= traits & CI_TAKES_MIX ? CI_STATUS(NO_MATCH) | CI_STATUS(NO_DATA) : 0;
    statuses |= traits & CI_TAKES_BASE ? CI_STATUS(UNLIKE) : 0;
    statuses |= traits & CI_TAKES_ROOFS ? CI_STATUS(UNLIKE) | CI_STATUS(NO_DATA) : 0;
    ci_status_print(stdout, statuses);
}

static bool wants_help(char **argv)
{
    for (char **next = argv + 1; *next && strcmp(*next, "--"); next++)
        if (strcmp(*next, "-h") == 0 || strcmp(*next, "-help") == 0 || strcmp(*next, "--help") == 0)
            return true;
    return false;
}

/* Reads the flags and the profile's name. Returns 0, or -1 with the error set. */
static int read_all(struct ci_options *options, char **argv, struct ci_error *error)
{
    struct ci_command_line line = {.table = flags, .kind = options->traits};
    enum ci_flags_result result = ci_command_line_read(&line, argv, options);
    int length;
    const char *name = line.argument ? ci_flag_name(line.argument, &length) : NULL;
    if (result == CI_FLAGS_LACKS_VALUE)
        return ci_error_set(error, "-%s lacks its value; 'cinstr %s -h' lists the flags",
                            line.flag->name, argv[0]);
    if (result == CI_FLAGS_BAD_VALUE && line.reason == ci_flag_excluded)
        return ci_error_set(error, "-%s contradicts a flag before it; leave one out",
                            line.flag->name);
    if (result == CI_FLAGS_BAD_VALUE)
        return ci_error_set(error, "-%s=%s: give %s", line.flag->name, line.value, line.reason);
    char meant[CI_MEANT_SIZE];
    if (result != CI_FLAGS_DONE)
        return ci_error_set(error, "unknown flag '-%.*s'%s; 'cinstr %s -h' lists the flags",
                            length > 150 ? 150 : length, name,
                            ci_flags_meant(flags, options->traits, line.argument, meant), argv[0]);
    char **rest = line.arguments;
    if ((options->traits & CI_TAKES_FUNCTIONS) && !*options->regex && rest[0])
        options->regex = *rest++;
    if (rest[0] && rest[1])
        return ci_error_set(error, "one profile is enough: '%s' or '%s'?", rest[0], rest[1]);
    options->file = rest[0] ? rest[0] : "";
    return 0;
}

bool ci_options_parse(struct ci_options *options, unsigned traits, char **argv, int *status)
{
    ci_options_init(options, traits);
    if (wants_help(argv)) {
        print_usage(traits, argv[0]);
        *status = 0;
        return false;
    }
    struct ci_error error;
    if (read_all(options, argv, &error) == 0 && check(options, argv[0], &error) == 0)
        return true;
    *status = ci_error_print(argv[0], &error);
    return false;
}
