/* SPDX-License-Identifier: MIT */
/* Jumps that two conditions share, and jumps of an overflow, of which GCC expects nothing like what
 * it expected of the condition. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

struct best {
    const char *start, *end;
};

/* Both cases end alike, so GCC merges their second jumps. */
ALONE int accept(struct best *best, int kind, const char *start, const char *end, const char *limit)
{
    const char *first = best->start, *last = best->end;
    switch (kind) {
    case 0:
        if (!start)
            start = end;
        if (!first || start < first || (start == first && end > last)) {
            first = start;
            last = end;
        } else if (start == first && end == last) {
            return 7;
        }
        break;
    case 1:
        if (!start)
            start = end;
        else
            end = limit;
        if (!first || start < first || (start == first && end > last)) {
            first = start;
            last = end;
        } else if (start == first && end == last) {
            return 7;
        }
        break;
    case 2:
        return 1;
    case 3:
        last = limit;
        break;
    default:
        first = NULL;
    }
    best->start = first;
    best->end = last;
    return 0;
}

/* Whether the sum overflows decides. */
ALONE const char *from_end(const char *text, unsigned size, int index)
{
    unsigned place = size + (unsigned)index;
    if (index < 0 ? place < size : (unsigned)index < size)
        return text + (index < 0 ? place : (unsigned)index);
    return NULL;
}

ALONE const char *last_but_one(const char *text, unsigned size)
{
    unsigned place = size + 4294967294u;
    if (place < size) {
        const char *found = text + place;
        return *found == ' ' ? found + 1 : found;
    }
    return NULL;
}

ALONE unsigned long both_ends(const char *text, unsigned size, unsigned less)
{
    unsigned long sum = 0;
    if (size + 4294967295u < size)
        sum += (unsigned long)text[size - 1] * 3;
    if (__builtin_sub_overflow(size, less, &size))
        return sum;
    if (__builtin_mul_overflow(size, 70000u, &less))
        sum ^= less;
    return sum + size;
}

int main(void)
{
    static const char text[] = "a few words of text, no more";
    struct best best = {NULL, NULL};
    unsigned long sum = 0;
    for (unsigned i = 0; i < 3000; i++) {
        unsigned n = i * 7919 % 1009;
        sum +=
            (unsigned)accept(&best,
                             (int)(n % 11 < 5   ? 0
                                   : n % 11 < 9 ? 1
                                                : n % 5),
                             n % 3 ? text + n % 13 : NULL, text + n % 17, text + sizeof text - 1);
        const char *found = from_end(text, n % 29, (int)(n % 41) - 20);
        sum += found ? (unsigned char)*found : 3;
        found = last_but_one(text, n % 4 == 0 ? n % 2 : n % 29);
        sum += found ? (unsigned char)*found : 5;
        sum += both_ends(text, n % 28, n % 6 * 4);
    }
    printf("%lu\n", sum);
    return 0;
}
