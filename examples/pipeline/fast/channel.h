/* SPDX-License-Identifier: MIT */
/* channel.h - a buffered channel of blocks of bytes between two threads. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { BLOCK_BYTES = 4096, CHANNEL_BLOCKS = 8 };

struct block {
    size_t length;
    char bytes[BLOCK_BYTES];
};

struct channel {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct block *blocks[CHANNEL_BLOCKS];
    size_t received, sent; /* blocks ever; sent - received are inside */
    bool closed;
};

void channel_init(struct channel *channel);
void channel_deinit(struct channel *channel);

/* Waits for room. The block is the receiver's from now on. */
void channel_send(struct channel *channel, struct block *block);

/* Waits for a block. NULL: the channel is closed and empty. */
struct block *channel_receive(struct channel *channel);

/* No block will be sent any more. */
void channel_close(struct channel *channel);

#endif
