/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes.cc - LEB128; see bytes.h. */
#include "base/bytes.h"

#include <cinstr/abi.h>

void bytes_put_number(byte_stream &stream, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        stream.bytes.safe_push(0x80 | (number & 0x7f));
    stream.bytes.safe_push(number);
}

void bytes_put_reference(byte_stream &stream, int string)
{
    stream.references.safe_push({stream.bytes.length(), string});
    for (unsigned i = 0; i < sizeof(cinstr_rel); i++)
        stream.bytes.safe_push(0);
}
