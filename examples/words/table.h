/* SPDX-License-Identifier: MIT */
/* table.h - counts words. */
#ifndef WORDS_TABLE_H
#define WORDS_TABLE_H

#include <stddef.h>

struct entry {
    char *word;
    unsigned long count;
};

struct table {
    struct entry *entries;
    size_t used, room;
};

/* Adds one to the count of `word`. Returns 0, or -1 when there is no memory. */
int table_count(struct table *table, const char *word);

/* Puts the most frequent words first. */
void table_sort(struct table *table);

void table_free(struct table *table);

#endif
