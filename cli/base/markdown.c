/* SPDX-License-Identifier: MIT */
/* markdown.c - code spans. */
#include "base/markdown.h"

#include <string.h>

/* A span that N backticks open is ended by N in a row, not by more or fewer. */
static size_t longest_run(const char *text)
{
    size_t longest = 0;
    for (size_t run = 0; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

const char *ci_markdown_code(struct ci_pool *pool, const char *text, bool in_cell)
{
    size_t length = strlen(text), fence = longest_run(text) + 1, at = 0;
    /* A backtick at an end would be one of the fence's; a blank at both ends is not shown. */
    bool pad = !length || text[0] == '`' || text[length - 1] == '`' ||
               (text[0] == ' ' && text[length - 1] == ' ');
    char *span = ci_pool_alloc(pool, 2 * fence + 2 * length + 3, 1);
    memset(span, '`', fence);
    at = fence;
    if (pad)
        span[at++] = ' ';
    for (; *text; text++) {
        if (in_cell && *text == '|')
            span[at++] = '\\';
        span[at++] = *text;
    }
    if (pad)
        span[at++] = ' ';
    memset(span + at, '`', fence);
    return span;
}

const char *ci_markdown_text(struct ci_pool *pool, const char *text, bool in_cell)
{
    return text[strcspn(text, "`*_<[]|\\~@#!&$")] || strstr(text, "://") || strstr(text, "www.")
               ? ci_markdown_code(pool, text, in_cell)
               : text;
}
