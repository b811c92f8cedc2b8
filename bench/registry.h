/* SPDX-License-Identifier: MIT */
/*
 * registry.h - the benchmarks that the linker gathered.
 */
#ifndef CINSTR_BENCH_REGISTRY_H
#define CINSTR_BENCH_REGISTRY_H

#include <cinstr/bench.h>

#include <stddef.h>
#include <stdint.h>

/* Records sorted by file and line, each function once. */
struct ci_registry {
    const struct cinstr_benchmark **benchmarks;
    size_t count;
};

/* Fills the registry from the program's section. Returns false without memory. */
bool ci_registry_init(struct ci_registry *registry);

/* Puts the records in an order that depends on `seed` alone. */
void ci_registry_shuffle(struct ci_registry *registry, uint64_t seed);

/* Frees the table; the records are the program's. */
void ci_registry_deinit(struct ci_registry *registry);

#endif
