/* SPDX-License-Identifier: MIT */
/* channel.c - a ring of blocks; a wait only where it is full or empty. */
#include "channel.h"

void channel_init(struct channel *channel)
{
    *channel = (struct channel){.sent = 0};
    pthread_mutex_init(&channel->lock, NULL);
    pthread_cond_init(&channel->changed, NULL);
}

void channel_deinit(struct channel *channel)
{
    pthread_mutex_destroy(&channel->lock);
    pthread_cond_destroy(&channel->changed);
}

void channel_send(struct channel *channel, struct block *block)
{
    pthread_mutex_lock(&channel->lock);
    while (channel->sent - channel->received == CHANNEL_BLOCKS)
        pthread_cond_wait(&channel->changed, &channel->lock);
    channel->blocks[channel->sent++ % CHANNEL_BLOCKS] = block;
    pthread_cond_broadcast(&channel->changed);
    pthread_mutex_unlock(&channel->lock);
}

struct block *channel_receive(struct channel *channel)
{
    struct block *block = NULL;
    pthread_mutex_lock(&channel->lock);
    while (channel->sent == channel->received && !channel->closed)
        pthread_cond_wait(&channel->changed, &channel->lock);
    if (channel->sent > channel->received)
        block = channel->blocks[channel->received++ % CHANNEL_BLOCKS];
    pthread_cond_broadcast(&channel->changed);
    pthread_mutex_unlock(&channel->lock);
    return block;
}

void channel_close(struct channel *channel)
{
    pthread_mutex_lock(&channel->lock);
    channel->closed = true;
    pthread_cond_broadcast(&channel->changed);
    pthread_mutex_unlock(&channel->lock);
}
