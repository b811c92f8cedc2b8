/* SPDX-License-Identifier: MIT */
/* huffman.h - prefix codes of limited length, as deflate has them (RFC 1951, 3.2.2). */
#ifndef CINSTR_PPROF_HUFFMAN_H
#define CINSTR_PPROF_HUFFMAN_H

#include <stdint.h>

enum { CI_HUFFMAN_SYMBOLS_MAX = 288, CI_HUFFMAN_BITS_MAX = 15 };

/* Invariant: `bits` holds the last `length` bits of the code, the first of them lowest; length 0:
 * the symbol does not occur. */
struct ci_huffman_code {
    uint16_t bits;
    uint8_t length;
};

/*
 * Makes the shortest code for symbols that occur so often, none longer than `length_max` bits. At
 * least two symbols get one, as decoders want it, and frequencies may be changed for that. The
 * frequencies add up to less than 2^31.
 */
void ci_huffman_make(uint32_t *frequencies, unsigned count, unsigned length_max,
                     struct ci_huffman_code *codes);

#endif
