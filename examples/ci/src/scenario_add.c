/* SPDX-License-Identifier: MIT */
/* scenario_add.c - adds 20000 words, of which 3000 are different. */
#include "words.h"

#include <stdio.h>

int main(void)
{
    struct words *words = words_new();
    if (!words)
        return 1;
    unsigned random = 1;
    for (int i = 0; i < 20000; i++) {
        char text[16];
        random = random * 1103515245u + 12345u;
        int length = snprintf(text, sizeof text, "word%u", (random >> 8) % 3000);
        if (words_add(words, text, (size_t)length))
            return 1;
    }
    printf("%zu different words\n", words_size(words));
    words_free(words);
    return 0;
}
