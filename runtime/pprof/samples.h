/* SPDX-License-Identifier: MIT */
/* samples.h - one sample per context, its stack made of the frames up to the root. */
#ifndef CINSTR_PPROF_SAMPLES_H
#define CINSTR_PPROF_SAMPLES_H

#include "gzip.h"
#include "locations.h"

/*
 * Writes the samples of all contexts that have a value, in the order of the contexts, and leaves
 * their locations in `locations`. False: no memory; what goes wrong in writing is `gzip`'s.
 */
bool ci_samples_write(const struct ci_snapshot *snapshot, struct ci_locations *locations,
                      struct ci_gzip *gzip);

#endif
