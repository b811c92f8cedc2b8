/* SPDX-License-Identifier: MIT */
/*
 * registry.c - reads the section "cinstr_benchmarks".
 *
 * The linker defines the symbols around a section whose name is a C identifier when something
 * refers to them; they are weak because a program may have no benchmarks, and visible because the
 * shared libcinstr-bench refers to those of the program.
 */
#include "registry.h"

#include "common/random.h"

#include <stdlib.h>
#include <string.h>

#define WEAK __attribute__((weak, visibility("default")))

extern const struct cinstr_benchmark *const __start_cinstr_benchmarks[] WEAK;
extern const struct cinstr_benchmark *const __stop_cinstr_benchmarks[] WEAK;

/* The linker's order is not that of the source: GCC emits variables in any order. */
static int compare(const void *left, const void *right)
{
    const struct cinstr_benchmark *a = *(const struct cinstr_benchmark *const *)left;
    const struct cinstr_benchmark *b = *(const struct cinstr_benchmark *const *)right;
    int order = strcmp(a->file ? a->file : "", b->file ? b->file : "");
    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    return order ? order : strcmp(a->name, b->name);
}

static bool is_known(const struct ci_registry *registry, const struct cinstr_benchmark *benchmark)
{
    for (size_t i = 0; i < registry->count; i++)
        if (registry->benchmarks[i]->function == benchmark->function &&
            strcmp(registry->benchmarks[i]->name, benchmark->name) == 0)
            return true;
    return false;
}

bool ci_registry_init(struct ci_registry *registry)
{
    const struct cinstr_benchmark *const *start = __start_cinstr_benchmarks;
    const struct cinstr_benchmark *const *stop = __stop_cinstr_benchmarks;
    size_t size = (size_t)(stop - start);
    *registry = (struct ci_registry){.benchmarks = calloc(size + 1, sizeof *start)};
    if (!registry->benchmarks)
        return false;
    /* An entry may be NULL: linkers fill gaps between sections with zeros. */
    for (size_t i = 0; i < size; i++)
        if (start[i] && !is_known(registry, start[i]))
            registry->benchmarks[registry->count++] = start[i];
    qsort(registry->benchmarks, registry->count, sizeof *start, compare);
    return true;
}

void ci_registry_shuffle(struct ci_registry *registry, uint64_t seed)
{
    for (size_t i = registry->count; i > 1; i--) {
        size_t j = ci_random_next(&seed) % i;
        const struct cinstr_benchmark *swapped = registry->benchmarks[i - 1];
        registry->benchmarks[i - 1] = registry->benchmarks[j];
        registry->benchmarks[j] = swapped;
    }
}

void ci_registry_deinit(struct ci_registry *registry)
{
    free(registry->benchmarks);
    *registry = (struct ci_registry){0};
}
