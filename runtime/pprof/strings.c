/* SPDX-License-Identifier: MIT */
/* strings.c - interning by an open hash table of pointers. */
#include "strings.h"
#include "../hash.h"

#include <string.h>

enum { STRINGS_CAPACITY_MIN = 1024 };

static uint64_t strings_hash(const char *text, size_t length)
{
    uint64_t hash = ci_hash_bytes(text, length);
    return hash ^ hash >> 32;
}

static bool strings_grow(struct ci_strings *strings)
{
    uint32_t capacity = strings->capacity ? strings->capacity * 2 : STRINGS_CAPACITY_MIN;
    struct ci_string **slots = ci_arena_get(strings->arena, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < strings->capacity; i++) {
        struct ci_string *string = strings->slots[i];
        if (!string)
            continue;
        uint32_t at = (uint32_t)string->hash & (capacity - 1);
        while (slots[at])
            at = (at + 1) & (capacity - 1);
        slots[at] = string;
    }
    strings->slots = slots;
    strings->capacity = capacity;
    return true;
}

static struct ci_string *strings_create(struct ci_strings *strings, const char *text, size_t length,
                                        uint64_t hash)
{
    struct ci_string *string = ci_arena_get(strings->arena, sizeof *string);
    char *copy = ci_arena_get(strings->arena, length + 1);
    if (!string || !copy)
        return NULL;
    memcpy(copy, text, length);
    string->text = copy;
    string->length = length;
    string->hash = hash;
    string->id = -1;
    strings->count++;
    return string;
}

struct ci_string *ci_strings_add(struct ci_strings *strings, const char *text)
{
    if (strings->count >= strings->capacity / 2 && !strings_grow(strings))
        return NULL;
    if (!text)
        text = "";
    size_t length = strlen(text);
    uint64_t hash = strings_hash(text, length);
    for (uint32_t at = (uint32_t)hash;; at++) {
        struct ci_string **slot = &strings->slots[at & (strings->capacity - 1)];
        if (!*slot)
            return *slot = strings_create(strings, text, length, hash);
        if ((*slot)->hash == hash && (*slot)->length == length &&
            !memcmp((*slot)->text, text, length))
            return *slot;
    }
}

int64_t ci_strings_use(struct ci_strings *strings, struct ci_string *string)
{
    if (string->id < 0) {
        string->id = strings->last_used ? strings->last_used->id + 1 : 0;
        if (strings->last_used)
            strings->last_used->next_used = string;
        else
            strings->first_used = string;
        strings->last_used = string;
    }
    return string->id;
}

int64_t ci_strings_index(struct ci_strings *strings, const char *text)
{
    struct ci_string *string = ci_strings_add(strings, text);
    return string ? ci_strings_use(strings, string) : -1;
}

bool ci_strings_init(struct ci_strings *strings, struct ci_arena *arena)
{
    *strings = (struct ci_strings){.arena = arena};
    return ci_strings_index(strings, "") == 0;
}
