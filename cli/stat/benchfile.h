/* SPDX-License-Identifier: MIT */
/*
 * benchfile.h - reads the Go benchmark format: result lines, `key: value` configuration, `Unit`
 * metadata; everything else in a file is skipped without a word. A file that starts with a brace is
 * JSON of another tool (benchfile_json.h).
 *
 * The format is golang/proposal's design/14313-benchmark-format.md; where that leaves room, the
 * rules are those of benchstat's reader. Malformed lines are reported through a callback and
 * skipped. Strings handed out live in the reader's pool unless said otherwise; a result is only
 * valid during its callback. Not thread-safe.
 */
#ifndef CINSTR_CLI_STAT_BENCHFILE_H
#define CINSTR_CLI_STAT_BENCHFILE_H

#include "base/map.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * One measurement. VALUE is in base units: ns becomes sec and MB becomes B in UNIT's numerator.
 * ORIG_UNIT is the unit as written where that changed the value, otherwise NULL; note that a value
 * of 0 is never changed by scaling and so keeps the unit as written, as in benchstat.
 */
struct ci_bench_value {
    double value;
    const char *unit; /* interned */
    const char *orig_unit;
};

/* A configuration pair; FROM_FILE tells `key: value` lines from what the reader's user set. */
struct ci_bench_config {
    const char *key, *value; /* interned */
    bool from_file;
};

struct ci_bench_result {
    const char *name; /* without "Benchmark"; valid during the callback */
    int64_t iterations;
    struct ci_bench_value *values;
    size_t value_count;
    const struct ci_bench_config *configs;
    size_t config_count;
    const char *file;
    int line; /* from 1 */
};

/* One `Unit UNIT KEY=VALUE` setting; UNIT is in base units. */
struct ci_bench_unit {
    const char *unit, *key, *value;
};

struct ci_bench_reader {
    struct ci_pool *pool;
    void (*result)(void *context, struct ci_bench_result *result);
    /* A malformed line; MESSAGE is valid during the call. */
    void (*error)(void *context, const char *file, int line, const char *message);
    void *context;
    /* The rest is the reader's own; units accumulate over all files read. */
    struct ci_bench_unit *units;
    size_t unit_count;
    struct ci_bench_config *configs;
    size_t config_count;
    struct ci_bench_value *values;
    size_t value_room;
    const char *file;
    int line;
    size_t result_count; /* result lines understood, over all files */
};

/*
 * Reads SIZE bytes at TEXT. FILE is used in messages. Configuration starts empty but for `.file`,
 * which is set to LABEL.
 */
void ci_benchfile_parse(struct ci_bench_reader *reader, const char *file, const char *label,
                        const char *text, size_t size);

/*
 * The text of a stranger's file, cleaned (base/clean.h) once for all that prints it, and interned.
 * A part of a name can be what a line begins with, so none begins like a command either.
 */
const char *ci_benchfile_intern(struct ci_bench_reader *reader, const char *text, size_t length);

/* Tells the reader's user what is wrong with the line. */
void ci_benchfile_report(struct ci_bench_reader *reader, const char *message);

/* An input named on a command line. */
struct ci_bench_input {
    const char *path;  /* "-" is the standard input */
    const char *label; /* its .file */
    const char *text;  /* what is in it, where that is in memory; NULL: to be read from PATH */
    size_t size;       /* of TEXT */
};

/*
 * Splits `label=path` arguments. A path given more than once without a label gets "#0", "#1", ...
 * appended to its label, so that its results stay apart. Returns COUNT inputs.
 */
struct ci_bench_input *ci_benchfile_inputs(struct ci_pool *pool, char **arguments, int count);

/*
 * Reads a whole input and parses it. Returns 0, or -errno with nothing or only the lines before
 * the failure delivered.
 */
int ci_benchfile_read(struct ci_bench_reader *reader, const struct ci_bench_input *input);

/* The value of configuration KEY, or "" where it is not set. */
const char *ci_benchfile_config(const struct ci_bench_result *result, const char *key);

/* The next run of non-space bytes of [*text, end), NULL at the end. */
const char *ci_benchfile_field(const char **text, const char *end, size_t *len);

/*
 * benchfile_field.c: `key: value` with a key that starts lower case and has no space and no upper
 * case. Returns false where LINE is nothing of the kind.
 */
bool ci_benchfile_keyvalue(const char *line, size_t len, size_t *key_len, const char **value);

/* NULL and *VALUE, or Go's wording of what is wrong with the number. */
const char *ci_benchfile_integer(const char *text, size_t len, int64_t *value);
const char *ci_benchfile_float(const char *text, size_t len, double *value);

/*
 * UNIT in base units, interned, and in *FACTOR what to multiply its values by.
 * Only words of the numerator are changed.
 */
const char *ci_benchfile_tidy(struct ci_pool *pool, const char *unit, double *factor);

/* Whether UNIT counts bytes in its numerator, so that Ki and Mi are right. */
bool ci_benchfile_unit_is_binary(const char *unit);

/* Metadata KEY of UNIT (in base units), or NULL. */
const char *ci_benchfile_unit_get(const struct ci_bench_reader *reader, const char *unit,
                                  const char *key);

/* Whether `assume=exact` holds for UNIT. */
bool ci_benchfile_unit_is_exact(const struct ci_bench_reader *reader, const char *unit);

/* benchfile_unit.c: +1 where higher values of UNIT are better, -1 lower, 0 not known. */
int ci_benchfile_unit_better(const struct ci_bench_reader *reader, const char *unit);

/* Length of NAME before `/key` parts and `-N`. */
size_t ci_benchfile_name_base(const char *name);

/* One of a name's parts, `/key=value`, `/text` or `-N`, its first byte included.
 */
struct ci_bench_part {
    const char *text;
    size_t len;
};

/* The parts after the base name, in the pool. */
struct ci_bench_part *ci_benchfile_name_parts(struct ci_pool *pool, const char *name,
                                              size_t *count);

#endif
