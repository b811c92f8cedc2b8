/* SPDX-License-Identifier: MIT */
/*
 * filter_tags.c - -tagfocus and -tagignore.
 *
 * A filter is '[KEY=]WHAT'. WHAT is a range of numbers ('32kb', ':64kb', '4mb:' or '12kb:64mb',
 * both ends included), or expressions separated by commas, for labels that are texts. Without a
 * key, any label will do for a range, and each expression has to match some label, as 'key:text';
 * with a key, one match is enough.
 */
#include "profile/filter_tags.h"
#include "profile/measure.h"
#include "base/pattern.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The unit of all numbers under a key. */
struct tag_unit {
    const char *key, *unit;
};

struct ci_tags {
    struct ci_pool pool;
    struct tag_unit *units;
    size_t n_units;
    const char *key; /* "": any */
    bool is_range;
    double from, to;  /* in `unit` */
    const char *unit; /* "": none */
    struct ci_pattern **patterns;
    size_t n_patterns;
};

/* Digits in a filter's text, with their sign and the letters after them. */
struct number {
    const char *start, *end;
    int64_t value;
    const char *unit; /* the letters */
};

static bool is_number(const char *text)
{
    text += *text == '+' || *text == '-';
    return isdigit((unsigned char)*text);
}

/* Finds the first number at or after TEXT. Returns false when there is none or it is too large. */
static bool find_number(struct ci_pool *pool, const char *text, struct number *number)
{
    while (*text && !is_number(text))
        text++;
    if (!*text)
        return false;
    char *letters;
    errno = 0;
    number->start = text;
    number->value = strtoll(text, &letters, 10);
    for (number->end = letters; isalpha((unsigned char)*number->end);)
        number->end++;
    number->unit = ci_pool_copy(pool, letters, (size_t)(number->end - letters));
    return errno == 0;
}

/* Reads TEXT as a range. Returns false when it is not one: then it is expressions. */
static bool read_range(struct ci_tags *tags, const char *text)
{
    struct number first, second;
    if (!find_number(&tags->pool, text, &first))
        return false;
    double value = ci_measure_scale(first.value, first.unit, first.unit, &tags->unit);
    bool open_below = first.start == text + 1 && text[0] == ':';
    tags->from = open_below ? -HUGE_VAL : value;
    tags->to = strcmp(first.end, ":") == 0 ? HUGE_VAL : value;
    if (!find_number(&tags->pool, first.end, &second)) {
        /* One end, on one side of the colon, or the only value. */
        if (open_below)
            return !*first.end;
        return first.start == text && (!*first.end || strcmp(first.end, ":") == 0);
    }
    const char *unit;
    tags->to = ci_measure_scale(second.value, second.unit, tags->unit, &unit);
    return first.start == text && *first.end == ':' && second.start == first.end + 1 &&
           !*second.end && strcmp(unit, tags->unit) == 0;
}

static int read_patterns(struct ci_tags *tags, const char *flag, const char *text,
                         struct ci_error *error)
{
    for (bool last = false; !last;) {
        size_t length = strcspn(text, ",");
        const char *part = ci_pool_copy(&tags->pool, text, length);
        size_t count = tags->n_patterns;
        tags->patterns = ci_pool_grow(&tags->pool, tags->patterns, count, sizeof *tags->patterns);
        tags->patterns[count] = ci_pattern_create(flag, part, error);
        if (!tags->patterns[count])
            return -1;
        tags->n_patterns++;
        last = !text[length];
        text += length + 1;
    }
    return 0;
}

static struct tag_unit *find_unit(const struct ci_tags *tags, const char *key)
{
    for (size_t i = 0; i < tags->n_units; i++)
        if (strcmp(tags->units[i].key, key) == 0)
            return &tags->units[i];
    return NULL;
}

/* The unit of a key is the first one that a label names, or else the one that the key implies. */
static void read_unit(struct ci_tags *tags, const struct ci_label *label)
{
    if (label->text)
        return;
    struct tag_unit *known = find_unit(tags, label->key);
    if (!known) {
        tags->units = ci_pool_grow(&tags->pool, tags->units, tags->n_units, sizeof *tags->units);
        known = &tags->units[tags->n_units++];
        *known = (struct tag_unit){label->key, ""};
    }
    if (!*known->unit)
        known->unit = label->unit;
}

static void read_units(struct ci_tags *tags, const struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_samples; i++)
        for (size_t j = 0; j < profile->samples[i].n_labels; j++)
            read_unit(tags, &profile->samples[i].labels[j]);
    for (size_t i = 0; i < tags->n_units; i++) {
        const char *key = tags->units[i].key;
        bool bytes = strcmp(key, "alignment") == 0 || strcmp(key, "request") == 0;
        if (!*tags->units[i].unit)
            tags->units[i].unit = bytes ? "bytes" : key;
    }
}

struct ci_tags *ci_tags_create(const struct ci_profile *profile, const char *flag, const char *text,
                               struct ci_error *error)
{
    struct ci_tags *tags = calloc(1, sizeof *tags);
    if (!tags)
        ci_pool_exhausted();
    const char *equals = strchr(text, '=');
    read_units(tags, profile);
    tags->key = equals ? ci_pool_copy(&tags->pool, text, (size_t)(equals - text)) : "";
    text = equals ? equals + 1 : text;
    tags->is_range = read_range(tags, text);
    if (!tags->is_range && read_patterns(tags, flag, text, error))
        ci_tags_destroy(&tags);
    return tags;
}

static bool match_number(const struct ci_tags *tags, const struct ci_label *label)
{
    const char *unit;
    const char *from = find_unit(tags, label->key)->unit;
    double value = ci_measure_scale(label->number, from, tags->unit, &unit);
    return strcmp(unit, tags->unit) == 0 && value >= tags->from && value <= tags->to;
}

static bool match_text(const struct ci_tags *tags, const struct ci_pattern *pattern,
                       const struct ci_label *label)
{
    if (*tags->key)
        return ci_pattern_match(pattern, label->text);
    struct ci_pool pool = {0};
    bool match = ci_pattern_match(pattern, ci_pool_format(&pool, "%s:%s", label->key, label->text));
    ci_pool_deinit(&pool);
    return match;
}

/* Whether one of the sample's labels matches: the range, or the pattern. */
static bool match_any(const struct ci_tags *tags, const struct ci_pattern *pattern,
                      const struct ci_sample *sample)
{
    for (size_t i = 0; i < sample->n_labels; i++) {
        const struct ci_label *label = &sample->labels[i];
        if (*tags->key && strcmp(tags->key, label->key) != 0)
            continue;
        if (pattern && label->text && match_text(tags, pattern, label))
            return true;
        if (!pattern && !label->text && match_number(tags, label))
            return true;
    }
    return false;
}

bool ci_tags_match(const struct ci_tags *tags, const struct ci_sample *sample)
{
    if (tags->is_range)
        return match_any(tags, NULL, sample);
    size_t matches = 0;
    for (size_t i = 0; i < tags->n_patterns; i++)
        matches += match_any(tags, tags->patterns[i], sample);
    return *tags->key ? matches > 0 : matches == tags->n_patterns;
}

void ci_tags_destroy(struct ci_tags **tags)
{
    if (!*tags)
        return;
    for (size_t i = 0; i < (*tags)->n_patterns; i++)
        ci_pattern_destroy(&(*tags)->patterns[i]);
    ci_pool_deinit(&(*tags)->pool);
    free(*tags);
    *tags = NULL;
}
