/* SPDX-License-Identifier: MIT */
/* heap.c - sums a heap profile up. */
#include "report/heap.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>

static int check(const struct ci_profile *profile, const enum cinstr_heap_measure *needed,
                 size_t count, struct ci_error *error)
{
    if (ci_schema_find_heap(profile, CINSTR_HEAP_ALLOC_SPACE) < 0)
        return ci_error_set(error, "not a heap profile, for it has no alloc_space; "
                                   "give PROGRAM.heap.pb.gz");
    for (size_t i = 0; i < count; i++)
        if (ci_schema_find_heap(profile, needed[i]) < 0)
            return ci_error_set(error,
                                "the profile has no %s; build the program with "
                                "-fplugin-arg-cinstr-alloc=live",
                                ci_schema_heap[needed[i]].type.type);
    return 0;
}

int ci_heap_check(const struct ci_report *report, const enum cinstr_heap_measure *needed,
                  size_t count)
{
    struct ci_error error;
    if (check(report->profile, needed, count, &error) == 0)
        return 0;
    error.status = EXIT_NO_DATA;
    return ci_error_print(report->options->file, &error);
}

static struct ci_heap_row *find_row(struct ci_heap *heap, size_t n_values, const char *label)
{
    size_t number = ci_bytemap_add(&heap->map, &heap->pool, label, strlen(label));
    if (number == heap->n_rows) {
        heap->rows = ci_pool_grow(&heap->pool, heap->rows, number, sizeof *heap->rows);
        int64_t *values = ci_pool_alloc(&heap->pool, n_values, sizeof *values);
        heap->rows[number] = (struct ci_heap_row){label, values};
        heap->n_rows++;
    }
    return &heap->rows[number];
}

void ci_heap_init(struct ci_heap *heap, const struct ci_report *report, ci_heap_label *label,
                  const void *data)
{
    const struct ci_profile *profile = report->profile;
    *heap = (struct ci_heap){.n_rows = 0};
    heap->totals = ci_pool_alloc(&heap->pool, profile->n_types, sizeof *heap->totals);
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        const char *text = label(&heap->pool, profile, sample, data);
        struct ci_heap_row *row = find_row(heap, profile->n_types, text);
        for (size_t j = 0; j < profile->n_types; j++) {
            row->values[j] = ci_measure_add(row->values[j], sample->values[j]);
            heap->totals[j] = ci_measure_add(heap->totals[j], sample->values[j]);
        }
    }
}

void ci_heap_deinit(struct ci_heap *heap)
{
    ci_pool_deinit(&heap->pool);
}

static int compare_values(const struct ci_heap_row *a, const struct ci_heap_row *b, size_t value)
{
    uint64_t x = (uint64_t)ci_measure_abs(a->values[value]);
    uint64_t y = (uint64_t)ci_measure_abs(b->values[value]);
    return (x < y) - (x > y);
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct ci_heap_row *a = left, *b = right;
    const size_t *values = context;
    int order = compare_values(a, b, values[0]);
    if (!order)
        order = compare_values(a, b, values[1]);
    return order ? order : strcmp(a->label, b->label);
}

void ci_heap_sort(struct ci_heap *heap, size_t first, size_t second)
{
    size_t values[] = {first, second};
    if (heap->n_rows)
        qsort_r(heap->rows, heap->n_rows, sizeof *heap->rows, compare_rows, values);
}

const char *ci_heap_unit(const struct ci_heap *heap, const struct ci_report *report, size_t value)
{
    const char *from = report->profile->types[value].unit, *unit;
    ci_measure_scale(1, from, "minimum", &unit);
    if (!*unit)
        return from; /* a count cannot be shown in kilobytes, whatever the flag says */
    if (strcmp(report->options->unit, "minimum") != 0)
        return report->options->unit;
    int64_t smallest = 0;
    for (size_t i = 0; i < heap->n_rows; i++) {
        int64_t size = ci_measure_abs(heap->rows[i].values[value]);
        if (size > 0 && (smallest == 0 || size < smallest))
            smallest = size;
    }
    return ci_measure_common_unit(smallest, ci_measure_abs(heap->totals[value]), from);
}

const char *ci_heap_type(const struct ci_sample *sample)
{
    for (size_t i = 0; i < sample->n_labels; i++)
        if (sample->labels[i].text && strcmp(sample->labels[i].key, "type") == 0)
            return sample->labels[i].text;
    return NULL;
}
