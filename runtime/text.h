/* SPDX-License-Identifier: MIT */
/* text.h - text put together in a buffer of fixed size, without stdio and malloc. */
#ifndef CINSTR_RUNTIME_TEXT_H
#define CINSTR_RUNTIME_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Invariant: `length` < `size`, and a NUL follows. `fits` turns false for good when something did
 * not fit. */
struct ci_text {
    char *bytes;
    size_t size;
    size_t length;
    bool fits;
};

/* Goes on after the first `length` bytes, which a NUL follows. */
static inline struct ci_text ci_text_after(char *bytes, size_t size, size_t length)
{
    return (struct ci_text){.bytes = bytes, .size = size, .length = length, .fits = length < size};
}

static inline struct ci_text ci_text_begin(char *bytes, size_t size)
{
    if (size > 0)
        *bytes = '\0';
    return ci_text_after(bytes, size, 0);
}

static inline void ci_text_append(struct ci_text *text, const char *more, size_t length)
{
    if (text->length + length >= text->size) {
        text->fits = false;
        return;
    }
    memcpy(text->bytes + text->length, more, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static inline void ci_text_append_string(struct ci_text *text, const char *more)
{
    ci_text_append(text, more, strlen(more));
}

/* As strcmp; NULL is "". */
static inline int ci_text_compare(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

/* What a noun has after a count. */
static inline const char *ci_text_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static inline void ci_text_append_number(struct ci_text *text, unsigned long number)
{
    char digits[24], *end = digits + sizeof digits, *first = end;
    do
        *--first = (char)('0' + number % 10);
    while (number /= 10);
    ci_text_append(text, first, (size_t)(end - first));
}

#endif
