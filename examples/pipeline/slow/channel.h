/* SPDX-License-Identifier: MIT */
/* channel.h - an unbuffered channel of bytes between two threads. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <pthread.h>
#include <stdbool.h>

struct channel {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool full, closed;
    char byte;
};

void channel_init(struct channel *channel);
void channel_deinit(struct channel *channel);

/* Waits until the byte has been taken. */
void channel_send(struct channel *channel, char byte);

/* Waits for a byte. False: the channel is closed and empty. */
bool channel_receive(struct channel *channel, char *byte);

/* No byte will be sent any more. */
void channel_close(struct channel *channel);

#endif
