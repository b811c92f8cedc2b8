/* SPDX-License-Identifier: MIT */
/*
 * heap.h - the sums of a heap profile, by any text that a report derives from its samples.
 *
 * A heap profile is one of the sample types alloc_objects and alloc_space. The innermost frame of
 * its samples is the allocator, a function without probes (ci_location_is_external); the one that
 * called it is the site.
 */
#ifndef CINSTR_CLI_REPORT_HEAP_H
#define CINSTR_CLI_REPORT_HEAP_H

#include "base/map.h"
#include "profile/schema.h"
#include "report/report.h"

struct ci_heap_row {
    const char *label;
    int64_t *values; /* one for each sample type */
};

/* A zeroed heap is empty; the rows' labels differ. */
struct ci_heap {
    struct ci_pool pool;
    struct ci_bytemap map;
    struct ci_heap_row *rows;
    size_t n_rows;
    int64_t *totals; /* of each sample type */
};

/* The text that a sample counts under; memory from POOL lives as long as the heap. */
typedef const char *ci_heap_label(struct ci_pool *pool, const struct ci_profile *profile,
                                  const struct ci_sample *sample, const void *data);

/*
 * Returns 0, or an exit status after an error: the profile is no heap profile, or lacks one of the
 * COUNT sample types in NEEDED, which are alloc=live's.
 */
int ci_heap_check(const struct ci_report *report, const enum cinstr_heap_measure *needed,
                  size_t count);

/* Sums the profile up. LABEL gets DATA. */
void ci_heap_init(struct ci_heap *heap, const struct ci_report *report, ci_heap_label *label,
                  const void *data);
void ci_heap_deinit(struct ci_heap *heap);

/* Sorts the rows by these sample types' values, the largest first; equals by their label. */
void ci_heap_sort(struct ci_heap *heap, size_t first, size_t second);

/* The unit for the column of this sample type: the one that the options name, or one that suits all
 * rows.
 */
const char *ci_heap_unit(const struct ci_heap *heap, const struct ci_report *report, size_t value);

/* The static type that the sample's blocks were allocated as; NULL: not known. */
const char *ci_heap_type(const struct ci_sample *sample);

#endif
