/* SPDX-License-Identifier: MIT */
/*
 * slices.h - a benchmark that is measured on request, for `cinstr bench --compare`.
 */
#ifndef CINSTR_BENCH_SLICES_H
#define CINSTR_BENCH_SLICES_H

#include "state.h"

/* Greets, then answers requests until there are no more (common/slice.h). After the call with N
 * = 1. */
void ci_slices_serve(struct ci_bench *bench);

#endif
