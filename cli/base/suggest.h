/* SPDX-License-Identifier: MIT */
/* suggest.h - the word that was meant by a misspelt one. */
#ifndef CINSTR_CLI_BASE_SUGGEST_H
#define CINSTR_CLI_BASE_SUGGEST_H

#include <stddef.h>

/* A search among words that are there: offer each, then read NEAREST. */
struct ci_suggestion {
    const char *word; /* the misspelt one, LENGTH bytes of it */
    size_t length;
    const char *nearest; /* NULL: none is near enough */
    size_t distance;     /* of the nearest one, in edits */
};

/*
 * Keeps the candidate if it is nearer than those before. Edits are a letter added, left out or
 * exchanged, or two neighbours swapped; a third of the letters may be wrong.
 */
void ci_suggestion_offer(struct ci_suggestion *suggestion, const char *candidate);

#endif
