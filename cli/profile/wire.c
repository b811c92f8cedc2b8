/* SPDX-License-Identifier: MIT */
/* wire.c - see wire.h. */
#include "profile/wire.h"

/* Passes over bytes; none where there are less. */
static const uint8_t *skip(struct ci_wire *wire, uint64_t size)
{
    const uint8_t *from = wire->at;
    wire->broken |= size > (uint64_t)(wire->end - wire->at);
    wire->at = wire->broken ? wire->end : wire->at + size;
    return from;
}

bool ci_wire_next(struct ci_wire *wire, struct ci_wire_field *field)
{
    if (wire->at == wire->end)
        return false;
    uint64_t tag = ci_wire_number(wire);
    field->number = (uint32_t)(tag >> 3);
    field->type = (enum ci_wire_type)(tag & 7);
    field->bytes = (struct ci_wire){0};
    wire->broken |= field->number == 0 || tag > UINT32_MAX;
    switch (field->type) {
    case CI_WIRE_NUMBER:
        field->bytes = (struct ci_wire){.at = wire->at};
        field->value = ci_wire_number(wire);
        field->bytes.end = wire->at;
        break;
    case CI_WIRE_BYTES:
        field->value = ci_wire_number(wire);
        field->bytes = (struct ci_wire){.at = skip(wire, field->value)};
        field->bytes.end = wire->at;
        break;
    case CI_WIRE_FIXED_64:
        skip(wire, sizeof(uint64_t));
        break;
    case CI_WIRE_FIXED_32:
        skip(wire, sizeof(uint32_t));
        break;
    default:
        wire->broken = true;
    }
    return !wire->broken;
}

size_t ci_wire_count(const struct ci_wire *wire)
{
    size_t count = 0;
    for (const uint8_t *at = wire->at; at < wire->end; at++)
        count += *at < 0x80;
    return count;
}
