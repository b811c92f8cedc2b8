/* SPDX-License-Identifier: MIT */
/* channel.c - messages over a pipe: a header of kind and size, then the data. */
#include "channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct header {
    uint32_t kind, size;
};

static bool write_all(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return true;
}

void ci_channel_send(int fd, enum ci_message_kind kind, const void *data, size_t size)
{
    struct header header = {.kind = kind, .size = (uint32_t)size};
    if (write_all(fd, &header, sizeof header))
        write_all(fd, data, size);
}

bool ci_channel_fill(struct ci_channel_buffer *buffer, int fd)
{
    if (buffer->taken > 0)
        memmove(buffer->data, buffer->data + buffer->taken, buffer->used - buffer->taken);
    buffer->used -= buffer->taken;
    buffer->taken = 0;
    while (true) {
        if (buffer->capacity - buffer->used < 4096) {
            size_t capacity = buffer->capacity * 2 + 8192;
            char *data = realloc(buffer->data, capacity);
            if (!data)
                return false;
            buffer->data = data;
            buffer->capacity = capacity;
        }
        ssize_t got = read(fd, buffer->data + buffer->used, buffer->capacity - buffer->used);
        if (got > 0)
            buffer->used += (size_t)got;
        else if (got == 0)
            return false;
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
}

int ci_channel_take(struct ci_channel_buffer *buffer, const char **data, size_t *size)
{
    struct header header;
    if (buffer->used < buffer->taken + sizeof header)
        return 0;
    memcpy(&header, buffer->data + buffer->taken, sizeof header);
    if (buffer->used - buffer->taken - sizeof header < header.size)
        return 0;
    *data = buffer->data + buffer->taken + sizeof header;
    *size = header.size;
    buffer->taken += sizeof header + header.size;
    return (int)header.kind;
}

void ci_channel_deinit(struct ci_channel_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct ci_channel_buffer){0};
}
