/* SPDX-License-Identifier: MIT */
/*
 * deflate.h - compresses blocks as deflate (RFC 1951) has it.
 *
 * A compressor for what profiles are: long stacks that repeat, at once or a few samples later. It
 * takes half the time of zlib's fastest level, for files of about the same size; docs/decisions.md
 * has the figures. The compressed bytes depend on the input alone.
 */
#ifndef CINSTR_PPROF_DEFLATE_H
#define CINSTR_PPROF_DEFLATE_H

#include "huffman.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CI_DEFLATE_INPUT_MAX = 63 << 10, /* positions and counts have 16 bits */
    /* A byte takes a code of 15 bits at most; the rest is for the codes themselves. */
    CI_DEFLATE_OUTPUT_MAX = 2 * CI_DEFLATE_INPUT_MAX + 1024,
    CI_DEFLATE_HASH_BITS = 13,
    CI_DEFLATE_KINDS = 512, /* of tokens: a byte, or a match of a length */
    CI_DEFLATE_DISTANCES = 32,
};

/* Bits of the output, the first one lowest. */
struct ci_deflate_bits {
    uint32_t bits, count;
};

/* Begins as all zero. */
struct ci_deflate {
    uint64_t bits; /* the last ones of the output, which are no whole byte yet */
    unsigned bit_count;
    uint32_t token_count;
    uint16_t places[1 << CI_DEFLATE_HASH_BITS]; /* where four bytes stood last, by their hash */
    uint32_t kinds[CI_DEFLATE_KINDS], distances[CI_DEFLATE_DISTANCES]; /* how many tokens have it */
    struct ci_deflate_bits kind_bits[CI_DEFLATE_KINDS];
    struct ci_huffman_work work;
    uint32_t tokens[CI_DEFLATE_INPUT_MAX];
};

/*
 * Compresses CI_DEFLATE_INPUT_MAX bytes or less as a block; the last one ends the stream. Returns
 * the end of the bytes at `output`, which has room for CI_DEFLATE_OUTPUT_MAX.
 */
uint8_t *ci_deflate_block(struct ci_deflate *deflate, const uint8_t *input, size_t size, bool last,
                          uint8_t *output);

#endif
