/* SPDX-License-Identifier: MIT */
/* schema.h - the sample types that cinstr itself writes, as cinstr/measures.h lists them. */
#ifndef CINSTR_CLI_PROFILE_SCHEMA_H
#define CINSTR_CLI_PROFILE_SCHEMA_H

#include "profile/profile.h"

#include <cinstr/measures.h>

struct ci_schema_row {
    struct ci_value_type type;
    bool exact; /* the same in each run of a program that does the same */
};

extern const struct ci_schema_row ci_schema_calls[CINSTR_CALL_COUNT];
extern const struct ci_schema_row ci_schema_heap[CINSTR_HEAP_COUNT];

/* The index of the sample type of exactly this name in the profile, or -1. */
int ci_schema_find(const struct ci_profile *profile, const char *name);

/* The same of a measure of heap profiles or of call profiles. */
int ci_schema_find_heap(const struct ci_profile *profile, enum cinstr_heap_measure measure);
int ci_schema_find_call(const struct ci_profile *profile, enum cinstr_call_measure measure);

/*
 * Whether values of the type are the same in each run of a program that does the same: as the
 * schema says; of types that others write, all but times are.
 */
bool ci_schema_is_exact(const struct ci_value_type *type);

#endif
