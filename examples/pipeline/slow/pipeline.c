/* SPDX-License-Identifier: MIT */
/* pipeline.c - the pipeline as one first writes it: byte by byte. */
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
    for (size_t i = 0; i < stage->length; i++)
        channel_send(stage->out, stage->text[i]);
    channel_close(stage->out);
    return NULL;
}

static void *to_lower(void *arg)
{
    struct stage *stage = arg;
    for (char byte; channel_receive(stage->in, &byte);)
        channel_send(stage->out, (char)tolower((unsigned char)byte));
    channel_close(stage->out);
    return NULL;
}

static void *to_title(void *arg)
{
    struct stage *stage = arg;
    bool inside = false; /* a word */
    for (char byte; channel_receive(stage->in, &byte);) {
        channel_send(stage->out, inside ? byte : (char)toupper((unsigned char)byte));
        inside = isalpha((unsigned char)byte);
    }
    channel_close(stage->out);
    return NULL;
}

/* The string with the byte appended; the old one is gone. */
static char *append(char *string, char byte)
{
    size_t length = strlen(string);
    char *longer = realloc(string, length + 2);
    if (!longer) {
        free(string);
        return NULL;
    }
    longer[length] = byte;
    longer[length + 1] = '\0';
    return longer;
}

static char *merge(struct channel *in)
{
    char *result = strdup("");
    for (char byte; channel_receive(in, &byte);)
        if (result)
            result = append(result, byte);
    return result;
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
