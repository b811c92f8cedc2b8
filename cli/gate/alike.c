/* SPDX-License-Identifier: MIT */
/*
 * alike.c - whether two profiles can be compared at all: by the comment of common/about.h.
 *
 * A sum of profiles may have several such comments. Profiles of other programs have none; they are
 * compared with their like only.
 */
#include "base/status.h"
#include "common/about.h"
#include "gate/gate.h"

#include <string.h>

/* The first mode and compiler of A that B has not; NULL: none. */
static const char *find_unlike(const struct ci_profile *a, const struct ci_profile *b)
{
    for (size_t i = 0; i < a->n_comments; i++) {
        const char *mode = ci_about_read(a->comments[i]);
        bool found = !mode;
        for (size_t j = 0; j < b->n_comments && !found; j++) {
            const char *other = ci_about_read(b->comments[j]);
            found = other && strcmp(mode, other) == 0;
        }
        if (!found)
            return mode;
    }
    return NULL;
}

bool ci_gate_check_alike(struct ci_gate *gate, const char *name,
                         struct ci_profile *const profiles[2])
{
    const char *base = find_unlike(profiles[0], profiles[1]);
    const char *new = find_unlike(profiles[1], profiles[0]);
    if (!base && !new)
        return true;
    struct ci_error error;
    if (base && new)
        ci_error_set(&error, "the base is of %s, the new profile of %s; build alike, or --update",
                     base, new);
    else if (new)
        ci_error_set(&error, "the new profile is of %s, the base is not; build alike, or --update",
                     new);
    else
        ci_error_set(&error, "the base is of %s, the new profile is not; build alike, or --update",
                     base);
    ci_gate_complain(gate, EXIT_UNLIKE, name, error.text);
    return false;
}
