/* SPDX-License-Identifier: MIT */
/* pipeline.c - after a look at the profiles: blocks of bytes, and a result that grows by doubling.
 */
#include "../pipeline.h"
#include "channel.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What a stage works on: the text for the first one, channels for the others. */
struct stage {
    const char *text;
    size_t length;
    struct channel *in, *out;
};

static void *produce(void *arg)
{
    struct stage *stage = arg;
    for (size_t done = 0; done < stage->length;) {
        struct block *block = malloc(sizeof *block);
        if (!block)
            abort();
        size_t left = stage->length - done;
        block->length = left < BLOCK_BYTES ? left : BLOCK_BYTES;
        memcpy(block->bytes, stage->text + done, block->length);
        done += block->length;
        channel_send(stage->out, block);
    }
    channel_close(stage->out);
    return NULL;
}

static void *to_lower(void *arg)
{
    struct stage *stage = arg;
    for (struct block *block; (block = channel_receive(stage->in));) {
        for (size_t i = 0; i < block->length; i++)
            block->bytes[i] = (char)tolower((unsigned char)block->bytes[i]);
        channel_send(stage->out, block);
    }
    channel_close(stage->out);
    return NULL;
}

static void *to_title(void *arg)
{
    struct stage *stage = arg;
    bool inside = false; /* a word */
    for (struct block *block; (block = channel_receive(stage->in));) {
        for (size_t i = 0; i < block->length; i++) {
            unsigned char byte = (unsigned char)block->bytes[i];
            block->bytes[i] = (char)(inside ? byte : toupper(byte));
            inside = isalpha(byte);
        }
        channel_send(stage->out, block);
    }
    channel_close(stage->out);
    return NULL;
}

/* Invariant: `bytes` has `room` bytes, of which `length` are text; NULL without room. */
struct string {
    char *bytes;
    size_t length, room;
};

static bool append(struct string *string, const char *bytes, size_t length)
{
    if (string->room - string->length <= length) {
        size_t room = 2 * string->room + length + 1;
        char *longer = realloc(string->bytes, room);
        if (!longer)
            return false;
        string->bytes = longer;
        string->room = room;
    }
    memcpy(string->bytes + string->length, bytes, length);
    string->length += length;
    string->bytes[string->length] = '\0';
    return true;
}

static char *merge(struct channel *in)
{
    struct string result = {0};
    bool complete = append(&result, "", 0);
    for (struct block *block; (block = channel_receive(in));) {
        complete = complete && append(&result, block->bytes, block->length);
        free(block);
    }
    if (complete)
        return result.bytes;
    free(result.bytes);
    return NULL;
}

char *pipeline_run(const char *text, size_t length)
{
    struct channel channels[3];
    struct stage stages[3] = {
        {.text = text, .length = length, .out = &channels[0]},
        {.in = &channels[0], .out = &channels[1]},
        {.in = &channels[1], .out = &channels[2]},
    };
    void *(*const bodies[3])(void *) = {produce, to_lower, to_title};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        channel_init(&channels[i]);
    for (int i = 0; i < 3; i++)
        if (pthread_create(&threads[i], NULL, bodies[i], &stages[i]) != 0)
            abort();
    char *result = merge(&channels[2]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; i++)
        channel_deinit(&channels[i]);
    return result;
}
