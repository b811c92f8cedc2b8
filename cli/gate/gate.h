/* SPDX-License-Identifier: MIT */
/*
 * gate.h - judges profiles by their bases: limits, findings, and how they are reported.
 *
 * A limit is for the total of a metric in each profile, or for each function whose name matches a
 * pattern. Growth from 0 is beyond every limit. What could not be judged is a problem, not a
 * finding, and gives its own exit status.
 */
#ifndef CINSTR_CLI_GATE_GATE_H
#define CINSTR_CLI_GATE_GATE_H

#include "base/limit.h"
#include "profile/match.h"

#include <stdio.h>

struct ci_limits {
    struct ci_limit *limits; /* the last one that matches counts */
    size_t count;
};

/* Where a change of a total comes from: one function's own part of it. */
struct ci_cause {
    const char *name, *file, *caller, *caller_file; /* caller: of most new calls, or NULL */
    int64_t line, caller_line;
    int64_t base, new;
};

struct ci_finding {
    enum ci_verdict verdict;
    const char *profile; /* its name below the directory, or the file's */
    const char *metric;  /* NULL: of the profile as a whole (missing, new) */
    const char *unit;
    const struct ci_limit *limit; /* NULL: none applies */
    bool is_total, by_absolute, renamed;
    bool uncertain;   /* what is told is beyond the limit, but by no more than it may be off */
    const char *name; /* of the function; "total" */
    int64_t base, new;
    /* The function itself, or the functions that grew most, the largest growth first. */
    struct ci_cause *causes;
    size_t n_causes;
};

struct ci_gate {
    struct ci_pool pool; /* of all that is found */
    struct ci_limits limits;
    bool allow_missing, ratchet;
    bool judge_uncertain; /* compare what is told, even where the profiles say it may be off */
    struct ci_finding *findings;
    size_t n_findings;
    size_t judged;    /* findings and passes that a limit was applied to */
    size_t unchanged; /* functions judged and equal, which are no findings */
    int problem;      /* why nothing could be judged, as an exit status; 0: everything could */
    char problem_text[600];
};

/* Parses "METRIC=REL%[|ABS]", "METRIC@NAME=..." or "func:GLOB:METRIC=...", which comes from ORIGIN,
 * and adds it. Returns 0, or -1 with the error set. */
int ci_limit_add(struct ci_gate *gate, const char *text, const char *origin,
                 struct ci_error *error);

/* Adds the limits of a file: one a line, "#" starts a comment. Returns 0, or -1 as above. */
int ci_limit_read(struct ci_gate *gate, const char *path, struct ci_error *error);

/* Releases what the pool does not hold. */
void ci_limit_deinit(struct ci_gate *gate);

/* Sets the defaults, if there are no limits: no growth of what is exact. */
void ci_limit_default(struct ci_gate *gate);

/* The limit of a metric for a function, or for the total when NAME is NULL; NULL: none. Marks what
 * matches as used. */
const struct ci_limit *ci_limit_find(struct ci_gate *gate, const struct ci_value_type *metric,
                                     const char *name);

/* The absolute limit in the metric's unit. */
double ci_limit_absolute(const struct ci_limit *limit, const struct ci_value_type *metric);

/* Keeps a problem, unless there is one that counts more by the order of base/status.h. */
void ci_gate_complain(struct ci_gate *gate, int status, const char *what, const char *text);

/* Judges the profile NAME by its base and adds the findings. PATHS are those of base and new. */
void ci_gate_judge(struct ci_gate *gate, const char *name, const char *paths[2]);

/* Adds the finding that a whole profile is MISSING or NEW. */
void ci_gate_note_profile(struct ci_gate *gate, const char *name, enum ci_verdict verdict);

/* Complains of limits that were not used. Returns the exit status. */
int ci_gate_finish(struct ci_gate *gate);

/* Whether the gate fails by the finding. */
bool ci_gate_fails(const struct ci_gate *gate, const struct ci_finding *finding);

/* The finding's verdict; "uncertain" where only what is not certain is beyond the limit. */
const char *ci_gate_word(const struct ci_finding *finding);

size_t ci_gate_count(const struct ci_gate *gate, enum ci_verdict verdict);

/* Texts that the formats share: "+12.00%"; "limit 2%"; "1000 -> 1500, +50.00%, ...".
 */
const char *ci_gate_percent(struct ci_pool *pool, const struct ci_finding *finding);
const char *ci_gate_limit(struct ci_pool *pool, const struct ci_finding *finding);
const char *ci_gate_sentence(struct ci_pool *pool, const struct ci_finding *finding);
const char *ci_gate_cause(struct ci_pool *pool, const struct ci_finding *finding,
                          const struct ci_cause *cause);

/* The reports. STATUS is the gate's. */
typedef void ci_gate_print_t(struct ci_gate *gate, int status, FILE *out);
ci_gate_print_t ci_gate_print_text, ci_gate_print_markdown, ci_gate_print_json, ci_gate_print_junit,
    ci_gate_print_github;

/* The profiles to judge. A base or a new profile that does not exist still has a path. */
struct ci_gate_file {
    const char *name; /* to print: below the directories, or the new file's own */
    const char *base, *new;
    bool has_base, has_new;
};

struct ci_gate_files {
    struct ci_gate_file *files; /* by name */
    size_t count;
};

/*
 * Finds the profiles: two files, or the files *.pb.gz and *.pb below two directories. With UPDATE
 * the base need not be there. Complains, and finds nothing, if there is nothing to judge.
 */
void ci_gate_find_files(struct ci_gate *gate, const char *base, const char *new, bool update,
                        struct ci_gate_files *files);

/*
 * Makes the new profiles the bases, without what differs from run to run and from machine to
 * machine: times, addresses and the program's directory. Reads all profiles before it writes the
 * first base. Returns 0, or an exit status after printing an error.
 */
int ci_gate_update(struct ci_gate *gate, const struct ci_gate_files *files);

#endif
