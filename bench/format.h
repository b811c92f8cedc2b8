/* SPDX-License-Identifier: MIT */
/*
 * format.h - the columns of a result line, byte for byte as Go's testing package prints them.
 */
#ifndef CINSTR_BENCH_FORMAT_H
#define CINSTR_BENCH_FORMAT_H

#include "result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Prints "value unit": ten places before the point, small numbers with four significant digits. */
void ci_format_value(FILE *out, double value, const char *unit);

/*
 * Prints iterations, ns/op, MB/s and the other metrics in bytewise order of their units, then, with
 * `memory`, B/op and allocs/op as far as they are known; columns parted by tabs, no line end.
 */
void ci_format_result(FILE *out, const struct ci_result *result, bool memory);

/* Writes "name-P", without "-P" when P is 1. Returns the length; `size` 0 only measures. */
size_t ci_format_name(char *text, size_t size, const char *name, int procs);

#endif
