/* SPDX-License-Identifier: MIT */
/*
 * deflate.h - compresses to deflate's format (RFC 1951), by what its user knows of repetitions.
 *
 * Nearly all of a profile are stacks, and where a stack stood before, the writer of samples knows:
 * zlib, which must find it again, takes nearly twice as long (docs/decisions.md has the figures).
 * The user tells the repetitions that it knows of; others are looked for as fast compressors do.
 */
#ifndef CINSTR_PPROF_DEFLATE_H
#define CINSTR_PPROF_DEFLATE_H

#include "../arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Invariant: `window` holds bytes [0, used) of what was added, less those dropped; those from
 * `found` on are not yet among `tokens`, the literals and repetitions of the block under way,
 * those from `summed` on not yet in `crc`. What is compressed stands in `output`, up to `out`, but
 * for the last `bit_count` bits.
 */
struct ci_deflate {
    void (*write)(struct ci_deflate *deflate, const uint8_t *bytes, size_t size);
    uint8_t *window;
    uint32_t used, found, summed;
    uint32_t crc;
    uint64_t total; /* bytes added */
    uint32_t *places;
    uint32_t *tokens;
    uint32_t token_count;
    uint8_t *output, *out;
    uint64_t bits;
    unsigned bit_count;
};

/* Memory comes from the arena; false: there is none. `write` takes compressed bytes. */
bool ci_deflate_open(struct ci_deflate *deflate, struct ci_arena *arena,
                     void (*write)(struct ci_deflate *deflate, const uint8_t *bytes, size_t size));

/* Adds bytes. */
void ci_deflate_add(struct ci_deflate *deflate, const uint8_t *bytes, size_t size);

/* Adds bytes that are known to be the same as those `distance` bytes before them. */
void ci_deflate_repeat(struct ci_deflate *deflate, const uint8_t *bytes, size_t size,
                       uint64_t distance);

/* Ends the stream and writes what is left; `crc` and `total` are then those of all bytes. */
void ci_deflate_close(struct ci_deflate *deflate);

#endif
