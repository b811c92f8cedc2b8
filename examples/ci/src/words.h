/* SPDX-License-Identifier: MIT */
/* words.h - a set of words that counts how often each was added. */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

struct words;

/* An empty set, for words_free; NULL when there is no memory. */
struct words *words_new(void);
void words_free(struct words *words);

/* Counts the word of LENGTH bytes once more. Returns 0, or -1 when there is no memory. */
int words_add(struct words *words, const char *text, size_t length);

/* How often the word was added. */
size_t words_count(const struct words *words, const char *text, size_t length);

/* The number of different words. */
size_t words_size(const struct words *words);

#endif
