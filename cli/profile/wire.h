/* SPDX-License-Identifier: MIT */
/*
 * wire.h - reads protobuf's wire format (protobuf.dev/programming-guides/encoding) field by field.
 *
 * A profile consists of samples nearly altogether. protobuf-c would make a message of each, of
 * several times the size of what a report needs; so decode.c reads samples itself.
 */
#ifndef CINSTR_CLI_PROFILE_WIRE_H
#define CINSTR_CLI_PROFILE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that are still to be read. `broken`: what came was not protobuf. */
struct ci_wire {
    const uint8_t *at, *end;
    bool broken;
};

enum ci_wire_type {
    CI_WIRE_NUMBER = 0,
    CI_WIRE_FIXED_64 = 1,
    CI_WIRE_BYTES = 2,
    CI_WIRE_FIXED_32 = 5,
};

struct ci_wire_field {
    uint32_t number;
    enum ci_wire_type type;
    uint64_t value;       /* CI_WIRE_NUMBER */
    struct ci_wire bytes; /* CI_WIRE_BYTES; CI_WIRE_NUMBER: the number's own; else none */
};

/* Reads a number; 0 where there is none, which makes the wire broken. */
static inline uint64_t ci_wire_number(struct ci_wire *wire)
{
    enum { BITS_MAX = 64 };
    uint64_t number = 0;
    for (unsigned shift = 0; shift < BITS_MAX && wire->at < wire->end; shift += 7) {
        uint8_t byte = *wire->at++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    wire->broken = true;
    wire->at = wire->end;
    return 0;
}

/* Reads a field. False at the end, also that of a broken wire. */
bool ci_wire_next(struct ci_wire *wire, struct ci_wire_field *field);

/* How many numbers there are, one after the other. */
size_t ci_wire_count(const struct ci_wire *wire);

#endif
