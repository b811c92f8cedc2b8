/* SPDX-License-Identifier: MIT */
/* table.c - a table of words in the order of their first use. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

static int same_word(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Looks at every word of the table. This is what the profile shows. */
static struct entry *find(struct table *table, const char *word)
{
    for (size_t i = 0; i < table->used; i++)
        if (same_word(table->entries[i].word, word))
            return &table->entries[i];
    return NULL;
}

static int grow(struct table *table)
{
    size_t room = table->room ? 2 * table->room : 64;
    struct entry *entries = realloc(table->entries, room * sizeof *entries);
    if (!entries)
        return -1;
    table->entries = entries;
    table->room = room;
    return 0;
}

int table_count(struct table *table, const char *word)
{
    struct entry *entry = find(table, word);
    if (entry) {
        entry->count++;
        return 0;
    }
    if (table->used == table->room && grow(table))
        return -1;
    char *copy = strdup(word);
    if (!copy)
        return -1;
    table->entries[table->used++] = (struct entry){copy, 1};
    return 0;
}

static int by_count(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->word, right->word);
}

void table_sort(struct table *table)
{
    qsort(table->entries, table->used, sizeof *table->entries, by_count);
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->used; i++)
        free(table->entries[i].word);
    free(table->entries);
}
