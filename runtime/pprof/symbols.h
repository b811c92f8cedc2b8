/* SPDX-License-Identifier: MIT */
/*
 * symbols.h - which function of an object holds an address, by the object's own symbol table.
 *
 * Exact or nothing: an address belongs to a symbol only inside the size that the symbol states.
 * The nearest symbol below would be a guess.
 */
#ifndef CINSTR_PPROF_SYMBOLS_H
#define CINSTR_PPROF_SYMBOLS_H

#include "mappings.h"

struct ci_symbol {
    uint64_t start; /* link-time: [start, start + size) */
    uint64_t size;
    const char *name;              /* the assembler's; in the arena */
    unsigned rank;                 /* of names for one body the lowest is taken */
    const struct ci_symbol *alias; /* the next name of the body, or NULL */
};

/*
 * Returns the function symbol that contains the link-time `address`; NULL when none does, or the
 * object's file is gone or no longer the one that was loaded.
 */
const struct ci_symbol *ci_symbols_find(struct ci_mapping *object, struct ci_arena *arena,
                                        uintptr_t address);

/* Whether the object has a function of that name, exported or not. */
bool ci_symbols_have(struct ci_mapping *object, struct ci_arena *arena, const char *name);

#endif
