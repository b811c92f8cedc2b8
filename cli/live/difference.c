/* SPDX-License-Identifier: MIT */
/* difference.c - see difference.h. */
#include "live/difference.h"
#include "profile/merge.h"
#include "profile/write.h"

#include <stdlib.h>
#include <time.h>

/* Unsigned, so that the least value has an opposite. */
static int64_t opposite(int64_t value)
{
    return (int64_t)(0 - (uint64_t)value);
}

/* Takes out what has not changed. */
static void drop_zeros(struct ci_profile *profile)
{
    size_t kept = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        int64_t any = 0;
        for (size_t j = 0; j < profile->n_types; j++)
            any |= profile->samples[i].values[j];
        if (any)
            profile->samples[kept++] = profile->samples[i];
    }
    profile->n_samples = kept;
}

struct ci_profile *ci_live_difference(struct ci_profile *earlier, struct ci_profile *later,
                                      struct ci_error *error)
{
    int64_t start = earlier->time_nanos + earlier->duration_nanos;
    for (size_t i = 0; i < earlier->n_samples; i++)
        for (size_t j = 0; j < earlier->n_types; j++)
            earlier->samples[i].values[j] = opposite(earlier->samples[i].values[j]);
    earlier->duration_nanos = opposite(earlier->duration_nanos);
    earlier->n_comments = 0; /* those of the later one are true of the whole run */
    struct ci_profile *pair[] = {later, earlier};
    struct ci_profile *difference = ci_profile_merge(pair, 2, error);
    if (difference) {
        difference->time_nanos = start;
        drop_zeros(difference);
    }
    return difference;
}

struct ci_profile *ci_live_profile(pid_t process, const char *kind, struct ci_error *error)
{
    struct ci_bytes bytes;
    if (ci_live_ask(process, kind, &bytes, error))
        return NULL;
    struct ci_profile *profile = ci_profile_decode(bytes.data, bytes.size, error);
    free(bytes.data);
    return profile;
}

static void wait_for(long seconds)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += seconds;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL))
        ;
}

int ci_live_bytes(pid_t process, const char *kind, long seconds, struct ci_bytes *out,
                  struct ci_error *error)
{
    if (seconds <= 0)
        return ci_live_ask(process, kind, out, error);
    *out = (struct ci_bytes){NULL, 0};
    struct ci_profile *earlier = ci_live_profile(process, kind, error), *later = NULL;
    struct ci_profile *difference = NULL;
    if (earlier)
        wait_for(seconds);
    if (earlier && (later = ci_live_profile(process, kind, error)))
        difference = ci_live_difference(earlier, later, error);
    if (difference)
        *out = ci_profile_encode(difference);
    int status = difference ? 0 : -1;
    ci_profile_destroy(&difference);
    ci_profile_destroy(&later);
    ci_profile_destroy(&earlier);
    return status;
}
