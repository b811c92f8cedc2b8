/* SPDX-License-Identifier: MIT */
/*
 * mapping.h - what the kernel has mapped at an address.
 *
 * Part of the cold path: tree.h tells the rules.
 */
#ifndef CINSTR_RUNTIME_MAPPING_H
#define CINSTR_RUNTIME_MAPPING_H

#include <stdbool.h>
#include <stdint.h>

/* The mapping that has `address`: [low, high); high 0: there is none. */
struct ci_mapping {
    uintptr_t address, low, high;
    bool readable;
};

/* Whether the mapping has that address, too. */
static inline bool ci_mapping_has(const struct ci_mapping *mapping, uintptr_t address)
{
    return mapping->low <= address && address < mapping->high;
}

/* Fills in the mappings of `count` addresses, from /proc/self/maps: some 50 us. False: that cannot
 * be read. */
bool ci_mapping_find(struct ci_mapping *mappings, int count);

#endif
