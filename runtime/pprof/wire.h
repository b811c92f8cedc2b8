/* SPDX-License-Identifier: MIT */
/*
 * wire.h - protobuf's wire format (protobuf.dev/programming-guides/encoding), as far as samples
 * need it.
 *
 * A profile has up to millions of samples, and their stacks share all but the innermost frames.
 * protobuf-c would pack each stack anew, number by number; samples.c keeps packed stacks and copies
 * them. docs/decisions.md has the figures.
 */
#ifndef CINSTR_PPROF_WIRE_H
#define CINSTR_PPROF_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    CI_WIRE_NUMBER_MAX = 10, /* bytes that a number takes at most */
    CI_WIRE_STEP = 16,       /* bytes that are copied at once */
    CI_WIRE_VARINT = 0,      /* wire types */
    CI_WIRE_BYTES = 2,
};

/* The tag in front of a field. Fields up to 15, so one byte. */
#define CI_WIRE_TAG(field, type) ((uint8_t)((field) << 3 | (type)))

/* Puts a number at `to`; returns where it ends. Negative numbers are given as their two's
 * complement. */
static inline uint8_t *ci_wire_number(uint8_t *to, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *to++ = (uint8_t)(number | 0x80);
    *to++ = (uint8_t)number;
    return to;
}

/* Puts a field that is a number; nothing for 0, the default of every field. */
static inline uint8_t *ci_wire_field(uint8_t *to, unsigned field, uint64_t number)
{
    if (number == 0)
        return to;
    *to++ = CI_WIRE_TAG(field, CI_WIRE_VARINT);
    return ci_wire_number(to, number);
}

/* Copies bytes that may be followed by CI_WIRE_STEP more, at both ends: pieces of samples are
 * short. Returns where the copy ends. */
static inline uint8_t *ci_wire_copy(uint8_t *to, const uint8_t *from, size_t size)
{
    for (size_t i = 0; i < size; i += CI_WIRE_STEP)
        memcpy(to + i, from + i, CI_WIRE_STEP);
    return to + size;
}

#endif
