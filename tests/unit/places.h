/* SPDX-License-Identifier: MIT */
/* places.h - places that allocate, as a probed function has them, and what the runtime knows of
 * them. */
#ifndef CINSTR_TESTS_PLACES_H
#define CINSTR_TESTS_PLACES_H

#include "../../runtime/flat.h"
#include "../../runtime/leaf.h"

enum { PLACES = 16 };

/* The calling thread's node of a function with PLACES places. */
struct cinstr_node *places_node(void);
struct cinstr_leaf **places_at(struct cinstr_node *node, int place);

/* Of all threads and size classes together. */
struct places_sum {
    uint64_t objects, bytes;
    int64_t live_objects, live_bytes; /* as ci_live_show or ci_peak_show left them */
    uint64_t values[CI_LIFE_VALUES];  /* growth of live blocks included */
};
struct places_sum places_sum(int place);

/* A random number; the same ones in every run. */
uint64_t places_random(uint64_t *state);

#endif
