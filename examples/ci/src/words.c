/* SPDX-License-Identifier: MIT */
/* words.c - a hash table with chains; it doubles when there are as many words as slots. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    size_t hash, count, length;
    char text[];
};

struct words {
    struct entry **slots;
    size_t n_slots; /* a power of two */
    size_t size;
};

struct words *words_new(void)
{
    struct words *words = calloc(1, sizeof *words);
    if (words) {
        words->n_slots = 16;
        words->slots = calloc(words->n_slots, sizeof *words->slots);
    }
    if (words && !words->slots) {
        free(words);
        return NULL;
    }
    return words;
}

void words_free(struct words *words)
{
    for (size_t i = 0; i < words->n_slots; i++)
        while (words->slots[i]) {
            struct entry *entry = words->slots[i];
            words->slots[i] = entry->next;
            free(entry);
        }
    free(words->slots);
    free(words);
}

static size_t hash_text(const char *text, size_t length)
{
    size_t hash = 5381;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 ^ (unsigned char)text[i];
    return hash;
}

static int same_text(const struct entry *entry, const char *text, size_t length)
{
    if (entry->length != length)
        return 0;
    for (size_t i = 0; i < length; i++)
        if (entry->text[i] != text[i])
            return 0;
    return 1;
}

static struct entry *find_entry(const struct words *words, const char *text, size_t length,
                                size_t hash)
{
    struct entry *entry = words->slots[hash & (words->n_slots - 1)];
    while (entry && (entry->hash != hash || !same_text(entry, text, length)))
        entry = entry->next;
    return entry;
}

static int grow_table(struct words *words)
{
    size_t n_slots = words->n_slots * 2;
    struct entry **slots = calloc(n_slots, sizeof *slots);
    if (!slots)
        return -1;
    for (size_t i = 0; i < words->n_slots; i++)
        while (words->slots[i]) {
            struct entry *entry = words->slots[i];
            words->slots[i] = entry->next;
            entry->next = slots[entry->hash & (n_slots - 1)];
            slots[entry->hash & (n_slots - 1)] = entry;
        }
    free(words->slots);
    words->slots = slots;
    words->n_slots = n_slots;
    return 0;
}

int words_add(struct words *words, const char *text, size_t length)
{
    size_t hash = hash_text(text, length);
    struct entry *entry = find_entry(words, text, length, hash);
    if (!entry) {
        if (words->size == words->n_slots && grow_table(words))
            return -1;
        entry = calloc(1, sizeof *entry + length);
        if (!entry)
            return -1;
        entry->hash = hash;
        entry->length = length;
        memcpy(entry->text, text, length);
        struct entry **slot = &words->slots[hash & (words->n_slots - 1)];
        entry->next = *slot;
        *slot = entry;
        words->size++;
    }
    entry->count++;
    return 0;
}

size_t words_count(const struct words *words, const char *text, size_t length)
{
    const struct entry *entry = find_entry(words, text, length, hash_text(text, length));
    return entry ? entry->count : 0;
}

size_t words_size(const struct words *words)
{
    return words->size;
}
