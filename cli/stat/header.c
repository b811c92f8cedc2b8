/* SPDX-License-Identifier: MIT */
/* header.c - what the formats share: the lines that head a table and its footnotes. */
#include "stat/print.h"

#include <string.h>

const struct ci_stat_field **ci_stat_header_fields(const struct ci_stat_tables *tables,
                                                   size_t index, size_t *count)
{
    size_t field_count, kept = 0;
    const struct ci_stat_field **fields = ci_stat_project_fields(tables->by_table, &field_count);
    const struct ci_stat_key *key = tables->tables[index]->key;
    const struct ci_stat_key *previous = index ? tables->tables[index - 1]->key : NULL;
    for (size_t i = 0; i < field_count; i++) {
        bool same = previous && strcmp(ci_stat_key_get(key, fields[i]),
                                       ci_stat_key_get(previous, fields[i])) == 0;
        if (!same && strcmp(fields[i]->name, ".unit") != 0)
            fields[kept++] = fields[i];
    }
    *count = kept;
    return fields;
}

const char *ci_stat_superscript(struct ci_pool *pool, size_t number)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const char *text = digits[number % 10];
    for (number /= 10; number; number /= 10)
        text = ci_pool_format(pool, "%s%s", digits[number % 10], text);
    return text;
}

const char *ci_stat_notes_mark(struct ci_pool *pool, struct ci_stat_notes *notes, const char *marks,
                               const char *note)
{
    size_t index = 0;
    if (!note)
        return marks;
    while (index < notes->count && strcmp(notes->texts[index], note) != 0)
        index++;
    if (index == notes->count) {
        notes->texts = ci_pool_grow(pool, notes->texts, notes->count, sizeof(char *));
        notes->texts[notes->count++] = note;
    }
    return ci_pool_format(pool, "%s%s%s", marks, *marks ? " " : "",
                          ci_stat_superscript(pool, index + 1));
}
