/* SPDX-License-Identifier: MIT */
/* scenario_lookup.c - adds 500 words and looks 20000 up, of which half are there. */
#include "words.h"

#include <stdio.h>

int main(void)
{
    struct words *words = words_new();
    char text[16];
    if (!words)
        return 1;
    for (unsigned i = 0; i < 500; i++)
        if (words_add(words, text, (size_t)snprintf(text, sizeof text, "%u", i)))
            return 1;
    size_t found = 0;
    for (unsigned i = 0; i < 20000; i++)
        found += words_count(words, text, (size_t)snprintf(text, sizeof text, "%u", i % 1000));
    printf("%zu found\n", found);
    words_free(words);
    return 0;
}
