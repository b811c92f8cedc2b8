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

#include <protobuf-c/protobuf-c.h>
#include <zlib.h>

enum { CI_GZIP_BUFFER_BYTES = 62 << 10 };

/* `error` is NULL, or the reason why nothing more is written. */
struct ci_gzip {
    ProtobufCBuffer base; /* what packed bytes are appended to; the first field */
    int fd;
    const char *error;
    z_stream stream;
    gz_header header;
    uint8_t *input; /* packed, to be compressed: bytes [0, input_used) */
    size_t input_used;
    uint8_t *output; /* compressed, to be written: up to stream.next_out */
};

/* Starts a gzip file whose bytes depend on what is written alone. Reports through `error`. */
void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd);

/* Appends a message; does nothing after an error. */
void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message);

/* Appends bytes of the profile's message that are packed already. */
void ci_gzip_append(struct ci_gzip *gzip, const uint8_t *bytes, size_t size);

/* Writes the rest; returns the reason of a failure, NULL for success. */
const char *ci_gzip_close(struct ci_gzip *gzip);

#endif
