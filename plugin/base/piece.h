/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece.h - a unit's records as text for the assembler. */
#ifndef CINSTR_PLUGIN_BASE_PIECE_H
#define CINSTR_PLUGIN_BASE_PIECE_H

#include "base/bytes.h"
#include "gcc.h"

#include <cinstr/abi.h>

/* Strings are numbered from 1 in order of first use; 0 is "none". */
typedef int string_id;

/*
 * What a unit's records are made from. Until they are written a field that will refer to a string
 * holds the string's number; in `functions` the fields sites, scopes and allocations are the index
 * of the function's first one in the vectors, and equations and costs the place in the stream; in
 * `aliases` function is an index.
 */
struct unit_records {
    vec<cinstr_function> functions;
    vec<cinstr_external> externals; /* functions without probes */
    vec<cinstr_site> sites;         /* the last one is that of all `externals`, if there are any */
    vec<cinstr_scope> scopes;
    vec<cinstr_allocation> allocations;
    vec<cinstr_alias> aliases;
    byte_stream stream; /* equations and costs */
    vec<char *> strings;
    unsigned skipped; /* functions */
    string_id file, compiler;
};

/* Writes the piece of section cinstr_records. */
void piece_write(const unit_records &records);

#endif
