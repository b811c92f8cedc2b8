/* SPDX-License-Identifier: MIT */
/* merge_head.c - the parts of a merged profile other than records: types, times, comments. */
#include "merge.h"

#include <stdio.h>
#include <string.h>

enum { MERGE_COMMENT_BYTES = 600 };

static const char unlike[] = "the parts have other values than each other";
static const char first_of[] = " [first of several profiles]";

static Cinstr__ValueType *merge_type(struct ci_merge_part *part, const Cinstr__ValueType *from)
{
    Cinstr__ValueType type = *from;
    type.type = ci_merge_string(part, type.type);
    type.unit = ci_merge_string(part, type.unit);
    return ci_merge_copy(part->merge, &type, sizeof type);
}

/* The first part's types are the result's. */
static void merge_first_types(struct ci_merge_part *part)
{
    struct ci_merge *merge = part->merge;
    const Cinstr__Profile *from = part->from;
    Cinstr__Profile *sum = &merge->sum;
    for (size_t i = 0; i < from->n_sample_type && !merge->error; i++) {
        sum->sample_type = ci_merge_grow(merge, sum->sample_type, i);
        if (sum->sample_type)
            sum->sample_type[sum->n_sample_type++] = merge_type(part, from->sample_type[i]);
    }
    if (from->period_type)
        sum->period_type = merge_type(part, from->period_type);
    sum->period = from->period;
    sum->default_sample_type = ci_merge_string(part, from->default_sample_type);
    sum->time_nanos = from->time_nanos;
}

static void merge_compare_types(struct ci_merge_part *part)
{
    struct ci_merge *merge = part->merge;
    const Cinstr__Profile *from = part->from, *sum = &merge->sum;
    if (from->n_sample_type != sum->n_sample_type)
        merge->error = unlike;
    for (size_t i = 0; i < from->n_sample_type && !merge->error; i++) {
        const Cinstr__ValueType *type = merge_type(part, from->sample_type[i]);
        if (type &&
            (type->type != sum->sample_type[i]->type || type->unit != sum->sample_type[i]->unit))
            merge->error = unlike;
    }
}

/* Bytes of a comment up to its first number or colon: what it is about. */
static size_t merge_topic(const char *comment)
{
    return strcspn(comment, ":0123456789");
}

/*
 * A line that all parts have stays as it is. Of lines about one thing with different numbers in
 * each part, only the first stays, with a note that says so.
 */
static void merge_comment(struct ci_merge *merge, const char *text)
{
    size_t topic = merge_topic(text);
    for (size_t i = 0; i < merge->comment_count; i++) {
        const char *known = merge->comments[i];
        char line[MERGE_COMMENT_BYTES];
        if (merge_topic(known) != topic || memcmp(known, text, topic) != 0)
            continue;
        if (strcmp(known, text) == 0 || strstr(known, first_of))
            return;
        snprintf(line, sizeof line, "%s%s", known, first_of);
        merge->comments[i] = ci_merge_copy(merge, line, strlen(line));
        return;
    }
    merge->comments = ci_merge_grow(merge, merge->comments, merge->comment_count);
    if (merge->comments)
        merge->comments[merge->comment_count++] = ci_merge_copy(merge, text, strlen(text));
}

void ci_merge_head(struct ci_merge_part *part)
{
    struct ci_merge *merge = part->merge;
    const Cinstr__Profile *from = part->from;
    if (merge->part_count == 0)
        merge_first_types(part);
    else
        merge_compare_types(part);
    merge->sum.duration_nanos += from->duration_nanos;
    if (from->time_nanos < merge->sum.time_nanos)
        merge->sum.time_nanos = from->time_nanos;
    for (size_t i = 0; i < from->n_comment && !merge->error; i++) {
        uint64_t index = (uint64_t)from->comment[i];
        if (index < from->n_string_table)
            merge_comment(merge, from->string_table[index]);
        else
            merge->error = "a part is damaged";
    }
}

void ci_merge_finish_head(struct ci_merge *merge)
{
    Cinstr__Profile *sum = &merge->sum;
    sum->comment = ci_arena_get(merge->arena, (merge->comment_count + 1) * sizeof *sum->comment);
    for (size_t i = 0; sum->comment && i < merge->comment_count; i++) {
        sum->comment[i] = ci_strings_index(&merge->strings, merge->comments[i]);
        if (sum->comment[i] < 0)
            merge->error = "no memory";
    }
    sum->n_comment = merge->comment_count;
    size_t count = 0;
    for (const struct ci_string *at = merge->strings.first_used; at; at = at->next_used)
        count++;
    sum->string_table = ci_arena_get(merge->arena, count * sizeof *sum->string_table);
    if (!sum->comment || !sum->string_table) {
        merge->error = "no memory";
        return;
    }
    for (const struct ci_string *at = merge->strings.first_used; at; at = at->next_used)
        sum->string_table[sum->n_string_table++] = (char *)at->text;
}
