/* SPDX-License-Identifier: MIT */
/*
 * benchfile_unit.c - what a unit's words mean: base units, bytes, exactness, direction.
 *
 * A unit is words separated by '-' and white space; '/' starts a denominator, '*' ends it.
 */
#include "stat/benchfile.h"

#include <string.h>

struct unit_words {
    const char *rest;
    bool denominator;
};

static bool is_separator(char c)
{
    return c == '-' || c == '*' || c == '/' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next word, with WORDS telling whether it is in the denominator; NULL at the end. */
static const char *next_word(struct unit_words *words, size_t *len)
{
    for (; *words->rest && is_separator(*words->rest); words->rest++) {
        if (*words->rest == '*')
            words->denominator = false;
        else if (*words->rest == '/')
            words->denominator = true;
    }
    const char *word = words->rest;
    while (*words->rest && !is_separator(*words->rest))
        words->rest++;
    *len = (size_t)(words->rest - word);
    return *len ? word : NULL;
}

static bool word_is(const char *word, size_t len, const char *expected)
{
    return strlen(expected) == len && memcmp(word, expected, len) == 0;
}

const char *ci_benchfile_tidy(struct ci_pool *pool, const char *unit, double *factor)
{
    *factor = 1;
    /* Each "ns" becomes one byte longer and each "MB" shorter: 3/2 of the length is enough. */
    char *tidy = ci_pool_alloc(pool, 1, strlen(unit) * 3 / 2 + 2), *out = tidy;
    struct unit_words words = {unit, false};
    const char *copied = unit, *word;
    size_t len;
    while ((word = next_word(&words, &len)) != NULL) {
        const char *base = word_is(word, len, "ns") ? "sec" : word_is(word, len, "MB") ? "B" : NULL;
        if (!base || words.denominator)
            continue;
        *factor = base[0] == 's' ? *factor / 1e9 : *factor * 1e6;
        memcpy(out, copied, (size_t)(word - copied));
        out += word - copied;
        out = stpcpy(out, base);
        copied = word + len;
    }
    strcpy(out, copied);
    return ci_pool_intern(pool, tidy, strlen(tidy));
}

bool ci_benchfile_unit_is_binary(const char *unit)
{
    struct unit_words words = {unit, false};
    const char *word;
    size_t len;
    while ((word = next_word(&words, &len)) != NULL)
        if (!words.denominator &&
            (word_is(word, len, "B") || word_is(word, len, "MB") || word_is(word, len, "bytes")))
            return true;
    return false;
}

const char *ci_benchfile_unit_get(const struct ci_bench_reader *reader, const char *unit,
                                  const char *key)
{
    double factor;
    unit = ci_benchfile_tidy(reader->pool, unit, &factor);
    for (size_t i = 0; i < reader->unit_count; i++)
        if (reader->units[i].unit == unit && strcmp(reader->units[i].key, key) == 0)
            return reader->units[i].value;
    return NULL;
}

bool ci_benchfile_unit_is_exact(const struct ci_bench_reader *reader, const char *unit)
{
    const char *assume = ci_benchfile_unit_get(reader, unit, "assume");
    return assume && strcmp(assume, "exact") == 0;
}

int ci_benchfile_unit_better(const struct ci_bench_reader *reader, const char *unit)
{
    static const struct {
        const char *unit;
        int better;
    } known[] = {{"ns/op", -1}, {"sec/op", -1}, {"MB/s", 1},
                 {"B/s", 1},    {"B/op", -1},   {"allocs/op", -1}};
    const char *better = ci_benchfile_unit_get(reader, unit, "better");
    if (better)
        return strcmp(better, "higher") == 0 ? 1 : strcmp(better, "lower") == 0 ? -1 : 0;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(unit, known[i].unit) == 0)
            return known[i].better;
    return 0;
}
