/* SPDX-License-Identifier: MIT */
/*
 * channel.h - messages from the process of a benchmark to the one that waits for it.
 */
#ifndef CINSTR_BENCH_CHANNEL_H
#define CINSTR_BENCH_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ci_message_kind {
    CI_MESSAGE_LOG = 1,   /* text, not terminated */
    CI_MESSAGE_PROBED,    /* the call with N = 1 went well, measuring begins; empty */
    CI_MESSAGE_SUB_BEGIN, /* waits for a sub-benchmark: its own time-out stands still; empty */
    CI_MESSAGE_SUB_END,   /* empty */
    CI_MESSAGE_DIRECTORY, /* a path to remove when the benchmark has ended, terminated */
    CI_MESSAGE_RESULT,    /* struct ci_result; the last one */
};

/* Sends a message whole. A reader that is gone is not an error: the process is about to be killed.
 */
void ci_channel_send(int fd, enum ci_message_kind kind, const void *data, size_t size);

/* What was read; the first `taken` bytes of it were messages already. A zeroed struct is empty. */
struct ci_channel_buffer {
    char *data;
    size_t taken, used, capacity;
};

/* Reads what is there without waiting. Returns false at end of file, on an error, or when there is
 * no memory.
 */
bool ci_channel_fill(struct ci_channel_buffer *buffer, int fd);

/*
 * Takes out the next complete message. Returns its kind, 0 if there is none; `*data`, of `*size`
 * bytes, is valid until the next call of ci_channel_fill or ci_channel_deinit.
 */
int ci_channel_take(struct ci_channel_buffer *buffer, const char **data, size_t *size);

/* Frees the buffer's memory. */
void ci_channel_deinit(struct ci_channel_buffer *buffer);

#endif
