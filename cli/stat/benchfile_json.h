/* SPDX-License-Identifier: MIT */
/*
 * benchfile_json.h - results of other benchmark tools in JSON: Google Benchmark, nanobench,
 * hyperfine.
 */
#ifndef CINSTR_CLI_STAT_BENCHFILE_JSON_H
#define CINSTR_CLI_STAT_BENCHFILE_JSON_H

#include "stat/benchfile.h"

/* Whether the text is JSON: it starts with a brace. */
bool ci_benchfile_is_json(const char *text, size_t size);

/*
 * Reads the results of a document as if they were lines of the benchmark format, with white space
 * in names replaced by '_':
 *
 * - Google Benchmark (--benchmark_format=json): ns/op and cpu-ns/op of each repetition, rates and
 * the program's counters by their names. Where there are aggregates alone, the medians.
 * - nanobench (its JSON template): ns/op and the counters of each epoch, by TITLE/NAME.
 * - hyperfine (--export-json): the elapsed ns/op of each run, by command.
 *
 * Malformed documents are reported through the reader's callback, with the line.
 */
void ci_benchfile_parse_json(struct ci_bench_reader *reader, const char *text, size_t size);

#endif
