/* SPDX-License-Identifier: MIT */
/*
 * doubt.h - the functions whose instructions, or times, are not certain.
 *
 * Where the counts do not tell how often code ran, a profile has an estimate, and says in a comment
 * what the least and the greatest value may be. It says the same of times, in ns, for what probes
 * cost depends on the code around them:
 *
 *     # instructions of dot (/src/dot.c): 6434, 5210 to 52679
 *     # time of next (/src/list.c): 200130, 181020 to 1612900
 */
#ifndef CINSTR_CLI_PROFILE_DOUBT_H
#define CINSTR_CLI_PROFILE_DOUBT_H

#include "profile/profile.h"

struct ci_doubt {
    const char *symbol, *file; /* as in the profile's functions */
    int64_t told, least, most; /* most: INT64_MAX where nobody knows */
};

/* All that a profile tells of WHAT ("instructions", "time"), in its order; from the pool. Returns
 * their number. */
size_t ci_doubt_list(const struct ci_profile *profile, const char *what, struct ci_pool *pool,
                     struct ci_doubt **doubts);

/*
 * How many of the type one instruction can be at most: 1 of instructions themselves; of their mix
 * what the processor can do, with VECTORS or without; 0 of a type that is never in doubt. So doubts
 * of instructions tell how far a mix may be off.
 */
int64_t ci_doubt_weight(const struct ci_value_type *type, bool vectors);

#endif
