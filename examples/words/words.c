/* SPDX-License-Identifier: MIT */
/* words.c - prints the most frequent words of its standard input: words [HOW-MANY] */
#include "table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORD_MAX = 64 };

/* Reads the next word in lower case. Returns its length, 0 at the end of the input. */
static size_t read_word(FILE *in, char *word)
{
    size_t length = 0;
    for (int c; (c = getc_unlocked(in)) != EOF;) {
        if (isalpha(c) && length < WORD_MAX - 1)
            word[length++] = (char)tolower(c);
        else if (length > 0)
            break;
    }
    word[length] = '\0';
    return length;
}

static int count_words(FILE *in, struct table *table)
{
    char word[WORD_MAX];
    while (read_word(in, word))
        if (table_count(table, word))
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    size_t show = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
    struct table table = {0};
    if (count_words(stdin, &table)) {
        perror("words");
        return 1;
    }
    table_sort(&table);
    for (size_t i = 0; i < show && i < table.used; i++)
        printf("%7lu %s\n", table.entries[i].count, table.entries[i].word);
    table_free(&table);
    return 0;
}
