/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes.h - bytes of numbers and references to strings, as in the equations and costs of abi.h.
 *
 * Needs nothing of GCC but vec.
 */
#ifndef CINSTR_PLUGIN_BASE_BYTES_H
#define CINSTR_PLUGIN_BASE_BYTES_H

#include "base/vec.h"

#include <stdint.h>

/* A place in a stream that refers to a string. */
struct bytes_reference {
    unsigned at;
    int string; /* number */
};

/* Invariant: each reference is sizeof(cinstr_rel) zeros in `bytes`. */
struct byte_stream {
    vec<unsigned char> bytes;
    vec<bytes_reference> references; /* by place */
};

void bytes_put_number(byte_stream &stream, uint64_t number);
void bytes_put_reference(byte_stream &stream, int string);

/* A signed number as abi.h has it: small where it is near 0. */
static inline uint64_t bytes_unsigned(int64_t number)
{
    return (uint64_t)number << 1 ^ (uint64_t)(number >> 63);
}

#endif
