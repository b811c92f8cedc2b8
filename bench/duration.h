/* SPDX-License-Identifier: MIT */
/*
 * duration.h - durations as Go writes them: "1h30m", "1.5s", "250ms", "10us".
 */
#ifndef CINSTR_BENCH_DURATION_H
#define CINSTR_BENCH_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CI_SECOND INT64_C(1000000000)

/*
 * Reads all of `text`: an optional sign and a sequence of decimal numbers with a unit (ns, us, µs,
 * ms, s, m, h), or "0". Returns false, leaving `nanos` alone, for anything else and for what does
 * not fit 63 bits.
 */
bool ci_duration_parse(const char *text, int64_t *nanos);

/* Writes a duration as Go prints it ("1m30s", "2.5s", "100ms", "0s"); 32 bytes are enough. */
void ci_duration_format(char *text, size_t size, int64_t nanos);

#endif
