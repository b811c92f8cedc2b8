/* SPDX-License-Identifier: MIT */
/*
 * gzip.h - protobuf messages packed, compressed and written, one part at a time.
 *
 * A message may be written in parts: protobuf joins the repeated fields of consecutive messages. So
 * only some thousand samples are in memory at a time, never the whole profile.
 */
#ifndef CINSTR_PPROF_GZIP_H
#define CINSTR_PPROF_GZIP_H

#include "../snapshot.h"
#include "deflate.h"
#include "wire.h"

#include <protobuf-c/protobuf-c.h>

enum { CI_GZIP_ROOM_MAX = CI_DEFLATE_INPUT_MAX };

/* `error` is NULL, or the reason why nothing more is written. */
struct ci_gzip {
    ProtobufCBuffer base; /* what packed bytes are appended to; the first field */
    int fd;
    const char *error;
    struct ci_deflate *deflate;
    uint8_t *input; /* packed, to be compressed: bytes [0, input_used) */
    size_t input_used;
    uint8_t *output, *output_end; /* compressed, to be written */
    uint32_t checksum, size;      /* of all that was compressed */
};

/* Starts a gzip file whose bytes depend on what is written alone. Reports through `error`. */
void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd);

/* Appends a message; does nothing after an error. */
void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message);

/* Appends bytes of the profile's message that are packed already. */
void ci_gzip_append(struct ci_gzip *gzip, const uint8_t *bytes, size_t size);

/* Compresses what there is. */
void ci_gzip_compress(struct ci_gzip *gzip);

/*
 * Room for `size` bytes, to be filled in place of an append, and for ci_wire_copy to go past them;
 * NULL: more than CI_GZIP_ROOM_MAX. ci_gzip_take tells where they end. The file must be open.
 */
static inline uint8_t *ci_gzip_room(struct ci_gzip *gzip, size_t size)
{
    if (size > CI_GZIP_ROOM_MAX)
        return NULL;
    if (size > CI_GZIP_ROOM_MAX - gzip->input_used)
        ci_gzip_compress(gzip);
    return gzip->input + gzip->input_used;
}

static inline void ci_gzip_take(struct ci_gzip *gzip, const uint8_t *end)
{
    gzip->input_used = (size_t)(end - gzip->input);
}

/* Writes the rest; returns the reason of a failure, NULL for success. */
const char *ci_gzip_close(struct ci_gzip *gzip);

#endif
