/* SPDX-License-Identifier: MIT */
/* flags.c - one table of flags: name, kind, place, help. */
#include "flags.h"

#include "common/flags.h"
#include "duration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A whole number of at least `low`, with nothing after it. */
static bool read_number(const char *text, int64_t low, int64_t *number)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < low || strchr("+ \t\n", *text))
        return false;
    *number = value;
    return true;
}

static const char *read_count(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    return read_number(value, 1, field) ? NULL : "a number from 1";
}

static const char *read_benchtime(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    static const char expected[] = "a duration like 1s, or iterations like 100x";
    (void)flag;
    size_t length = strlen(value);
    flags->bench_time = value;
    if (length > 1 && length < 24 && value[length - 1] == 'x') {
        char digits[24];
        memcpy(digits, value, length - 1);
        digits[length - 1] = '\0';
        return read_number(digits, 1, &flags->bench_count) ? NULL : expected;
    }
    int64_t nanos;
    if (!ci_duration_parse(value, &nanos) || nanos <= 0)
        return expected;
    flags->bench_nanos = nanos;
    flags->bench_count = 0;
    return NULL;
}

static const char *read_timeout(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    int64_t nanos;
    (void)flag;
    if (!ci_duration_parse(value, &nanos) || nanos < 0)
        return "a duration like 10m, or 0";
    flags->timeout_nanos = nanos;
    return NULL;
}

static const char *read_cpus(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    static const char expected[] = "numbers from 1 with commas between, at most 64";
    (void)flag;
    flags->cpu_count = 0;
    while (true) {
        char digits[16];
        int64_t number;
        size_t length = strcspn(value, ",");
        if (length >= sizeof digits || flags->cpu_count == CI_CPUS_MAX)
            return expected;
        memcpy(digits, value, length);
        digits[length] = '\0';
        if (!read_number(digits, 1, &number) || number > 1 << 16)
            return expected;
        flags->cpus[flags->cpu_count++] = (int)number;
        if (!value[length])
            return NULL;
        value += length + 1;
    }
}

static const char *read_shuffle(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    int64_t seed = 0;
    (void)flag;
    flags->shuffle = strcmp(value, "off") != 0;
    flags->has_seed = flags->shuffle && strcmp(value, "on") != 0;
    if (flags->has_seed && !read_number(value, INT64_MIN, &seed))
        return "off, on or a number";
    flags->seed = (uint64_t)seed;
    return NULL;
}

/* "IN,OUT": descriptors that `cinstr bench` has left open. */
static const char *read_slices(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    char end;
    (void)flag;
    if (sscanf(value, "%d,%d%c", &flags->slices_in, &flags->slices_out, &end) != 2 ||
        flags->slices_in < 0 || flags->slices_out < 0)
        return "two descriptors, as 'cinstr bench --compare' passes them";
    flags->bench_count = 1;
    return NULL;
}

/* -v, and -v=test2json as `go test -json` passes it. */
static const char *read_verbose(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    if (!value || strcmp(value, "test2json") != 0)
        return ci_flag_bool(&flags->verbose, flag, value);
    flags->verbose = flags->json = true;
    return NULL;
}

/* A flag of Go's test binaries that has no effect here. */
static const char *read_idle(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    (void)value;
    for (int i = 0; i < flags->idle_count; i++)
        if (flags->idle[i] == flag->name)
            return NULL;
    if (flags->idle_count < CI_IDLE_MAX)
        flags->idle[flags->idle_count++] = flag->name;
    return NULL;
}

/* The same for one that takes no value, or one with "=" only. */
static const char *read_idle_switch(void *field, const struct ci_flag *flag, const char *value)
{
    bool ignored;
    const char *wrong = ci_flag_bool(&ignored, flag, value);
    return wrong ? wrong : read_idle(field, flag, value);
}

static const char *read_elided(void *field, const struct ci_flag *flag, const char *value)
{
    struct ci_flags *flags = field;
    static const char *const words[] = {"note", "error", "off"};
    (void)flag;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(value, words[i]) == 0) {
            flags->elided = (enum ci_elided)i;
            return NULL;
        }
    }
    return "note, error or off";
}

#define FIELD(name) offsetof(struct ci_flags, name)

static const struct ci_flag table[] = {
    {"bench", "REGEXP", "run benchmarks that match, elements of names parted by '/' (default '.')",
     ci_flag_text, FIELD(bench), 0, 0},
    {"benchmem", NULL, "print B/op and allocs/op", ci_flag_bool, FIELD(benchmem), 0, 0},
    {"benchmin", NULL, "print min-ns/op, the smallest of several runs", ci_flag_bool,
     FIELD(benchmin), 0, 0},
    {"benchtime", "D",
     "measure for the time D, or for N iterations with Nx (default 1s; 100x in mode=count)",
     read_benchtime, 0, 0, 0},
    {"blockprofile", "FILE", "write a profile of where threads waited in the measured loops",
     ci_flag_text, FIELD(block_profile), 0, 0},
    {"count", "N", "measure each benchmark N times (default 1)", read_count, FIELD(count), 0, 0},
    {"counters", NULL, "print instructions/op and cycles/op of the processor's counters",
     ci_flag_bool, FIELD(counters), 0, 0},
    {"cpu", "LIST", "threads of parallel benchmarks, one measurement for each (default: the CPUs)",
     read_cpus, 0, 0, 0},
    {"cpuprofile", "FILE",
     "write a profile of the measured loops, labelled with the benchmarks' names", ci_flag_text,
     FIELD(cpu_profile), 0, 0},
    {"cputime", NULL,
     "print cpu-ns/op, the processor time of all threads, and what took the CPU away", ci_flag_bool,
     FIELD(cputime), 0, 0},
    {"elided", "WORD", "benchmarks as fast as an empty loop: note, error or off (default note)",
     read_elided, 0, 0, 0},
    {"env", NULL, "print all that may disturb as configuration lines: governor, load, timer, ...",
     ci_flag_bool, FIELD(environment), 0, 0},
    {"failfast", NULL, "start no further benchmark after one has failed", ci_flag_bool,
     FIELD(fail_fast), 0, 0},
    {"h", NULL, "print this help", ci_flag_bool, FIELD(help), 0, 0},
    {"help", NULL, "print this help", ci_flag_bool, FIELD(help), 0, 0},
    {"json", NULL, "print events as go tool test2json does; implies -v", ci_flag_bool, FIELD(json),
     0, 0},
    {"list", "REGEXP", "list benchmarks that match and end", ci_flag_text, FIELD(list), 0, 0},
    {"memprofile", "FILE", "write a profile of the allocations of the measured loops", ci_flag_text,
     FIELD(memory_profile), 0, 0},
    {"outputdir", "DIR", "where relative profile names go", ci_flag_text, FIELD(output_directory),
     0, 0},
    {"pkg", "NAME", "the value of the line 'pkg:' (default: the program's file name)", ci_flag_text,
     FIELD(package), 0, 0},
    {"short", NULL, "make cinstr_bench_short() true: benchmarks may do less", ci_flag_bool,
     FIELD(short_run), 0, 0},
    {"run", "REGEXP", "of no effect: here are benchmarks only", ci_flag_text, FIELD(run), 0, 0},
    {"shuffle", "WORD", "run in random order: off, on or a seed (default off)", read_shuffle, 0, 0,
     0},
    {"skip", "REGEXP", "leave out benchmarks that match", ci_flag_text, FIELD(skip), 0, 0},
    {"timeout", "D", "a benchmark that takes longer fails; 0 is no limit (default 10m)",
     read_timeout, 0, 0, 0},
    {"v", NULL, "print names, logs, skips, and what benchmarks print after their results",
     read_verbose, 0, 0, 0},
    {"slices", "IN,OUT", NULL, read_slices, 0, 0, 0}, /* common/slice.h */
    /* Go's other flags, so that a script made for `go test` runs. A note says that they have no
     * effect. */
    {"artifacts", NULL, NULL, read_idle_switch, 0, 0, 0},
    {"blockprofilerate", "N", NULL, read_idle, 0, 0, 0},
    {"coverprofile", "FILE", NULL, read_idle, 0, 0, 0},
    {"fullpath", NULL, NULL, read_idle_switch, 0, 0, 0},
    {"fuzz", "REGEXP", NULL, read_idle, 0, 0, 0},
    {"fuzzcachedir", "DIR", NULL, read_idle, 0, 0, 0},
    {"fuzzminimizetime", "D", NULL, read_idle, 0, 0, 0},
    {"fuzztime", "D", NULL, read_idle, 0, 0, 0},
    {"gocoverdir", "DIR", NULL, read_idle, 0, 0, 0},
    {"memprofilerate", "N", NULL, read_idle, 0, 0, 0},
    {"mutexprofile", "FILE", NULL, read_idle, 0, 0, 0},
    {"mutexprofilefraction", "N", NULL, read_idle, 0, 0, 0},
    {"paniconexit0", NULL, NULL, read_idle_switch, 0, 0, 0},
    {"parallel", "N", NULL, read_idle, 0, 0, 0},
    {"testlogfile", "FILE", NULL, read_idle, 0, 0, 0},
    {"trace", "FILE", NULL, read_idle, 0, 0, 0},
    {0},
};

#undef FIELD

/* Writes what is wrong with the command line. */
static void explain(const struct ci_command_line *line, enum ci_flags_result result, char *error,
                    size_t size)
{
    if (result == CI_FLAGS_ARGUMENT)
        snprintf(error, size, "unexpected argument '%s'; -h tells the flags", line->argument);
    else if (result == CI_FLAGS_LACKS_VALUE)
        snprintf(error, size, "flag -%s needs a value: %s", line->flag->name, line->flag->value);
    else if (result == CI_FLAGS_BAD_VALUE)
        snprintf(error, size, "invalid value '%s' for -%s: expected %s", line->value,
                 line->flag->name, line->reason);
    else
        snprintf(error, size, "unknown flag '%s'; -h tells the flags", line->argument);
}

bool ci_flags_parse(struct ci_flags *flags, int argc, char **argv, char *error, size_t size)
{
    (void)argc; /* argv ends with NULL */
    struct ci_command_line line = {.table = table, .prefix = "test.", .style = CI_ARGUMENTS_NONE};
    *flags = (struct ci_flags){
        .bench = ".",
        .bench_nanos = CI_SECOND,
        .count = 1,
        .timeout_nanos = 600 * CI_SECOND,
        .slices_in = -1,
        .slices_out = -1,
    };
    enum ci_flags_result result = ci_command_line_read(&line, argv, flags);
    if (result != CI_FLAGS_DONE)
        explain(&line, result, error, size);
    flags->verbose |= flags->json;
    flags->cputime |= flags->json;
    return result == CI_FLAGS_DONE;
}

/* Why a flag has no effect. */
static const char *idle_reason(const char *name)
{
    static const char *const reasons[][2] = {
        {"blockprofilerate", "every wait counts"},
        {"mutexprofile", "-blockprofile tells who waited, and for which lock"},
        {"memprofilerate", "every allocation counts"},
        {"coverprofile", "gcc --coverage tells the lines that ran"},
        {"parallel", "-cpu is for benchmarks; this is for Go's parallel tests"},
        {"trace", "there is no scheduler of goroutines; perf sched tells the kernel's"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(name, reasons[i][0]) == 0)
            return reasons[i][1];
    return "it is for Go's tests";
}

void ci_flags_tell_idle(const struct ci_flags *flags)
{
    for (int i = 0; i < flags->idle_count; i++)
        fprintf(stderr, "cinstr-bench: -%s has no effect here: %s\n", flags->idle[i],
                idle_reason(flags->idle[i]));
}

void ci_flags_print_help(FILE *out, const char *program)
{
    static const struct ci_flags_layout layout = {false, ' ', 17};
    fprintf(out, "usage: %s [-bench=REGEXP] [FLAG...]\n\n", program);
    ci_flags_print(out, table, 0, &layout);
}
