/* SPDX-License-Identifier: MIT */
/*
 * mix.h - what functions do themselves, in the sample types of mix= (docs/mix.md).
 *
 * Functions are those of 'cinstr top', told apart by name.
 */
#ifndef CINSTR_CLI_REPORT_MIX_H
#define CINSTR_CLI_REPORT_MIX_H

#include "profile/schema.h"
#include "report/report.h"

struct ci_mix_row {
    const char *name;
    int64_t own[CINSTR_CALL_COUNT]; /* 0 of what the profile lacks */
    double doubt; /* how far instructions of the bodies that its code is in may be off: 0.01 for 1
                     %, INFINITY where nobody knows, 0: they are certain */
};

struct ci_mix {
    struct ci_pool pool; /* of the rows; their names are the report's */
    bool has[CINSTR_CALL_COUNT];
    int types[CINSTR_CALL_COUNT]; /* their indexes in the profile; -1: it lacks them */
    struct ci_mix_row *rows;
    size_t count;
};

/* What is inlined is a function of its own, or counts to the body that it is compiled into. Calls
 * of a body are then its own alone. */
enum ci_mix_by { CI_MIX_FUNCTIONS, CI_MIX_BODIES };

/* Sums any profile of calls up. */
void ci_mix_sum(struct ci_mix *mix, const struct ci_profile *profile, enum ci_mix_by by);

/*
 * Sums the report's profile up. Returns 0, or an exit status after an error: the profile has no
 * sample type of a mix.
 */
int ci_mix_init(struct ci_mix *mix, const struct ci_report *report, enum ci_mix_by by);
void ci_mix_deinit(struct ci_mix *mix);

/* Whether the measure is one of mix=. */
bool ci_mix_is_kind(enum cinstr_call_measure measure);

/* Bytes that are read and written. */
int64_t ci_mix_bytes(const struct ci_mix_row *row);

/* Floating-point operations for each of these bytes; negative where there are no bytes. */
double ci_mix_intensity(const struct ci_mix_row *row);

#endif
