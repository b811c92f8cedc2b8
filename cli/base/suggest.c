/* SPDX-License-Identifier: MIT */
/* suggest.c - the distance of words: Damerau's, of adjacent swaps only. */
#include "base/suggest.h"

#include <string.h>

enum { LONGEST = 32 }; /* a word of more letters is no misspelt command or flag */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the table of distances between the starts of A and those of B. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t exchanged = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(exchanged, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

void ci_suggestion_offer(struct ci_suggestion *suggestion, const char *candidate)
{
    size_t length = strlen(candidate);
    if (length > LONGEST || suggestion->length > LONGEST || suggestion->length < 2)
        return;
    size_t edits = distance(suggestion->word, suggestion->length, candidate, length);
    size_t most = (length > suggestion->length ? length : suggestion->length) / 3;
    if (edits > (most ? most : 1) || (suggestion->nearest && edits >= suggestion->distance))
        return;
    suggestion->nearest = candidate;
    suggestion->distance = edits;
}
