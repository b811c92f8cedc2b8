/* SPDX-License-Identifier: MIT */
/* hash.h - the hashes that several tables share. */
#ifndef CINSTR_RUNTIME_HASH_H
#define CINSTR_RUNTIME_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Of a number, such as an address (Fibonacci hashing). */
static inline uint64_t ci_hash_number(uint64_t number)
{
    return number * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

/* FNV-1a. */
static inline uint64_t ci_hash_bytes(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

#endif
