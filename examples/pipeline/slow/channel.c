/* SPDX-License-Identifier: MIT */
/* channel.c - one byte at a time, each with a lock and a wait. */
#include "channel.h"

void channel_init(struct channel *channel)
{
    *channel = (struct channel){.full = false};
    pthread_mutex_init(&channel->lock, NULL);
    pthread_cond_init(&channel->changed, NULL);
}

void channel_deinit(struct channel *channel)
{
    pthread_mutex_destroy(&channel->lock);
    pthread_cond_destroy(&channel->changed);
}

void channel_send(struct channel *channel, char byte)
{
    pthread_mutex_lock(&channel->lock);
    channel->byte = byte;
    channel->full = true;
    pthread_cond_broadcast(&channel->changed);
    while (channel->full)
        pthread_cond_wait(&channel->changed, &channel->lock);
    pthread_mutex_unlock(&channel->lock);
}

bool channel_receive(struct channel *channel, char *byte)
{
    pthread_mutex_lock(&channel->lock);
    while (!channel->full && !channel->closed)
        pthread_cond_wait(&channel->changed, &channel->lock);
    bool received = channel->full;
    *byte = channel->byte;
    channel->full = false;
    pthread_cond_broadcast(&channel->changed);
    pthread_mutex_unlock(&channel->lock);
    return received;
}

void channel_close(struct channel *channel)
{
    pthread_mutex_lock(&channel->lock);
    channel->closed = true;
    pthread_cond_broadcast(&channel->changed);
    pthread_mutex_unlock(&channel->lock);
}
