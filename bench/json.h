/* SPDX-License-Identifier: MIT */
/*
 * json.h - output turned into a stream of events, as go tool test2json makes it.
 */
#ifndef CINSTR_BENCH_JSON_H
#define CINSTR_BENCH_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* State of one conversion; ci_json_init before, ci_json_finish after all text. */
struct ci_json {
    FILE *out;
    const char *package; /* not copied */
    char test[1024];     /* the test whose output this is; empty: none's */
    char report[1024];   /* the test whose result is due; empty: none's */
    const char *action;  /* that result */
    const char *verdict; /* "pass" or "fail" once the last line was seen, else NULL */
    char line[4096];     /* begun and not ended */
    size_t used;
    bool middle;     /* the beginning of the current line was printed already */
    long long start; /* clock, ns */
};

/* Begins: prints the event "start". `package` may be empty. */
void ci_json_init(struct ci_json *json, FILE *out, const char *package);

/* Converts a piece of text, cut anywhere. Lines that frame tests begin with the byte 0x16. */
void ci_json_write(struct ci_json *json, const char *text, size_t length);

/* Ends: prints what is pending and the verdict; "fail" when none was seen or `failed`. */
void ci_json_finish(struct ci_json *json, bool failed);

/*
 * Forks: the child returns and goes on with stdout going through the conversion; the parent
 * converts until the child has ended and then exits with its status. On failure to fork returns
 * false.
 */
bool ci_json_start(const char *package);

#endif
