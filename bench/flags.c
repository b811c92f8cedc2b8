/* SPDX-License-Identifier: MIT */
/* flags.c - one table of flags: name, kind, place, help. */
#include "flags.h"

#include "duration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads a value; returns NULL, or what was expected. */
typedef const char *reader(struct ci_flags *flags, void *field, const char *value);

struct flag {
    const char *name;
    const char *value; /* name of the value in the help; NULL: boolean */
    reader *read;
    size_t offset;
    const char *help;
};

static const char *read_bool(struct ci_flags *flags, void *field, const char *value)
{
    static const char *const yes[] = {"1", "t", "T", "true", "TRUE", "True"};
    static const char *const no[] = {"0", "f", "F", "false", "FALSE", "False"};
    (void)flags;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(value, yes[i]) == 0 || strcmp(value, no[i]) == 0) {
            *(bool *)field = strcmp(value, yes[i]) == 0;
            return NULL;
        }
    }
    return "true or false";
}

static const char *read_text(struct ci_flags *flags, void *field, const char *value)
{
    (void)flags;
    *(const char **)field = value;
    return NULL;
}

/* A whole number from `low` on, nothing behind it. */
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

static const char *read_count(struct ci_flags *flags, void *field, const char *value)
{
    (void)flags;
    return read_number(value, 1, field) ? NULL : "a number from 1";
}

static const char *read_benchtime(struct ci_flags *flags, void *field, const char *value)
{
    static const char expected[] = "a duration like 1s, or iterations like 100x";
    (void)field;
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

static const char *read_timeout(struct ci_flags *flags, void *field, const char *value)
{
    int64_t nanos;
    (void)field;
    if (!ci_duration_parse(value, &nanos) || nanos < 0)
        return "a duration like 10m, or 0";
    flags->timeout_nanos = nanos;
    return NULL;
}

static const char *read_cpus(struct ci_flags *flags, void *field, const char *value)
{
    static const char expected[] = "numbers from 1 with commas between, at most 64";
    (void)field;
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

static const char *read_shuffle(struct ci_flags *flags, void *field, const char *value)
{
    int64_t seed = 0;
    (void)field;
    flags->shuffle = strcmp(value, "off") != 0;
    flags->has_seed = flags->shuffle && strcmp(value, "on") != 0;
    if (flags->has_seed && !read_number(value, INT64_MIN, &seed))
        return "off, on or a number";
    flags->seed = (uint64_t)seed;
    return NULL;
}

static const char *read_elided(struct ci_flags *flags, void *field, const char *value)
{
    static const char *const words[] = {"note", "error", "off"};
    (void)field;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(value, words[i]) == 0) {
            flags->elided = (enum ci_elided)i;
            return NULL;
        }
    }
    return "note, error or off";
}

#define FIELD(name) offsetof(struct ci_flags, name)

static const struct flag table[] = {
    {"bench", "REGEXP", read_text, FIELD(bench),
     "run benchmarks that match, elements of names parted by '/' (default '.')"},
    {"benchmem", NULL, read_bool, FIELD(benchmem), "print B/op and allocs/op"},
    {"benchmin", NULL, read_bool, FIELD(benchmin), "print min-ns/op, the smallest of several runs"},
    {"benchtime", "D", read_benchtime, 0,
     "measure for the time D, or for N iterations with Nx (default 1s; 100x in mode=count)"},
    {"count", "N", read_count, FIELD(count), "measure each benchmark N times (default 1)"},
    {"cpu", "LIST", read_cpus, 0,
     "threads of parallel benchmarks, one measurement for each (default: the CPUs)"},
    {"cpuprofile", "FILE", read_text, FIELD(cpu_profile),
     "write a profile of the measured loops, labelled with the benchmarks' names"},
    {"elided", "WORD", read_elided, 0,
     "benchmarks as fast as an empty loop: note, error or off (default note)"},
    {"env", NULL, read_bool, FIELD(environment),
     "print all that may disturb as configuration lines: governor, load, timer, ..."},
    {"h", NULL, read_bool, FIELD(help), "print this help"},
    {"help", NULL, read_bool, FIELD(help), "print this help"},
    {"json", NULL, read_bool, FIELD(json), "print events as go tool test2json does; implies -v"},
    {"list", "REGEXP", read_text, FIELD(list), "list benchmarks that match and end"},
    {"memprofile", "FILE", read_text, FIELD(memory_profile),
     "write a profile of the allocations of the measured loops"},
    {"outputdir", "DIR", read_text, FIELD(output_directory), "where relative profile names go"},
    {"pkg", "NAME", read_text, FIELD(package),
     "the value of the line 'pkg:' (default: the program's file name)"},
    {"run", "REGEXP", read_text, FIELD(run), "of no effect: here are benchmarks only"},
    {"shuffle", "WORD", read_shuffle, 0, "run in random order: off, on or a seed (default off)"},
    {"skip", "REGEXP", read_text, FIELD(skip), "leave out benchmarks that match"},
    {"timeout", "D", read_timeout, 0,
     "a benchmark that takes longer fails; 0 is no limit (default 10m)"},
    {"v", NULL, read_bool, FIELD(verbose), "print names, logs and skips as they come"},
};

static const struct flag *find_flag(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0)
            return &table[i];
    return NULL;
}

/* Reads the flag at argv[*index] and steps over its value. */
static bool parse_one(struct ci_flags *flags, char **argv, int *index, char *error, size_t size)
{
    const char *argument = argv[*index];
    if (argument[0] != '-' || !argument[1]) {
        snprintf(error, size, "unexpected argument '%s'; -h tells the flags", argument);
        return false;
    }
    const char *name = argument + (argument[1] == '-' ? 2 : 1);
    if (strncmp(name, "test.", 5) == 0)
        name += 5;
    size_t length = strcspn(name, "=");
    const struct flag *flag = find_flag(name, length);
    if (!flag) {
        snprintf(error, size, "unknown flag '%s'; -h tells the flags", argument);
        return false;
    }
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    if (!value && !flag->value)
        value = "true";
    if (!value && !(value = argv[*index + 1])) {
        snprintf(error, size, "flag -%s needs a value: %s", flag->name, flag->value);
        return false;
    }
    *index += flag->value && name[length] != '=';
    const char *expected = flag->read(flags, (char *)flags + flag->offset, value);
    if (expected)
        snprintf(error, size, "invalid value '%s' for -%s: expected %s", value, flag->name,
                 expected);
    return !expected;
}

bool ci_flags_parse(struct ci_flags *flags, int argc, char **argv, char *error, size_t size)
{
    *flags = (struct ci_flags){
        .bench = ".",
        .bench_nanos = CI_SECOND,
        .count = 1,
        .timeout_nanos = 600 * CI_SECOND,
    };
    for (int i = 1; i < argc; i++)
        if (!parse_one(flags, argv, &i, error, size))
            return false;
    flags->verbose |= flags->json;
    return true;
}

void ci_flags_print_help(FILE *out, const char *program)
{
    fprintf(out, "usage: %s [-bench=REGEXP] [FLAG...]\n\n", program);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char name[32];
        snprintf(name, sizeof name, "-%s%s%s", table[i].name, table[i].value ? " " : "",
                 table[i].value ? table[i].value : "");
        fprintf(out, "  %-18s %s\n", name, table[i].help);
    }
}
