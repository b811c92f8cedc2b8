/* SPDX-License-Identifier: MIT */
/*
 * merge.c - the sum of profiles that processes of one program have written.
 *
 * Equal records of several parts become one in the result: strings, mappings, functions, locations,
 * and samples of one stack with the same labels, whose values are added. Records are numbered in
 * the order in which they come, so equal parts make equal files. A part is in memory only while it
 * is added, the result until the end.
 */
#include "merge.h"
#include "gunzip.h"
#include "gzip.h"

#include <string.h>

static const char no_memory[] = "no memory";
static const char damaged[] = "a part is damaged";

/* The number of a key, from 1 in the order in which they come; 0 after setting the error. */
static uint64_t merge_number(struct ci_merge *merge, struct ci_keymap *map, uint64_t a, uint64_t b,
                             uint64_t c, uint64_t d)
{
    const uint64_t key[CI_KEY_WORDS] = {a, b, c, d};
    map->arena = merge->arena;
    void **place = ci_keymap_place(map, key);
    if (!place) {
        merge->error = no_memory;
        return 0;
    }
    if (!*place)
        *place = (void *)(uintptr_t)map->count;
    return (uintptr_t)*place;
}

/* Makes room for one more pointer after `count` of them; the array doubles when it is full. */
void *ci_merge_grow(struct ci_merge *merge, void *items, size_t count)
{
    if (count & (count - 1) || count == 1)
        return items; /* full at 0, 2, 4, 8, ... */
    void *more = ci_arena_get(merge->arena, (count ? 2 * count : 2) * sizeof(void *));
    if (more && count)
        memcpy(more, items, count * sizeof(void *));
    if (!more)
        merge->error = no_memory;
    return more;
}

void *ci_merge_copy(struct ci_merge *merge, const void *bytes, size_t size)
{
    void *copy = ci_arena_get(merge->arena, size + 1);
    if (copy && size)
        memcpy(copy, bytes, size);
    if (!copy)
        merge->error = no_memory;
    return copy;
}

/* The string's index in the result. */
int64_t ci_merge_string(struct ci_merge_part *part, int64_t index)
{
    const Cinstr__Profile *from = part->from;
    if (index < 0 || (uint64_t)index >= from->n_string_table) {
        part->merge->error = damaged;
        return 0;
    }
    int64_t *known = &part->strings[index];
    if (*known < 0)
        *known = ci_strings_index(&part->merge->strings, from->string_table[index]);
    if (*known < 0)
        part->merge->error = no_memory;
    return *known;
}

/* A reference to a record; 0 refers to none. Records of a part are numbered from 1. */
static uint64_t merge_reference(struct ci_merge_part *part, const uint64_t *numbers, size_t count,
                                uint64_t id)
{
    if (id > count) {
        part->merge->error = damaged;
        return 0;
    }
    return id ? numbers[id - 1] : 0;
}

static void merge_mapping(struct ci_merge_part *part, size_t index)
{
    struct ci_merge *merge = part->merge;
    Cinstr__Profile *sum = &merge->sum;
    Cinstr__Mapping mapping = *part->from->mapping[index];
    mapping.filename = ci_merge_string(part, mapping.filename);
    mapping.build_id = ci_merge_string(part, mapping.build_id);
    uint64_t number =
        merge_number(merge, &merge->mappings, (uint64_t)mapping.filename,
                     (uint64_t)mapping.build_id, mapping.memory_start, mapping.file_offset);
    part->mappings[index] = mapping.id = number;
    if (merge->error || number <= sum->n_mapping)
        return;
    sum->mapping = ci_merge_grow(merge, sum->mapping, sum->n_mapping);
    if (sum->mapping)
        sum->mapping[sum->n_mapping++] = ci_merge_copy(merge, &mapping, sizeof mapping);
}

static void merge_function(struct ci_merge_part *part, size_t index)
{
    struct ci_merge *merge = part->merge;
    Cinstr__Profile *sum = &merge->sum;
    Cinstr__Function function = *part->from->function[index];
    function.name = ci_merge_string(part, function.name);
    function.system_name = ci_merge_string(part, function.system_name);
    function.filename = ci_merge_string(part, function.filename);
    uint64_t number = merge_number(merge, &merge->functions, (uint64_t)function.name,
                                   (uint64_t)function.system_name, (uint64_t)function.filename,
                                   (uint64_t)function.start_line);
    part->functions[index] = function.id = number;
    if (merge->error || number <= sum->n_function)
        return;
    sum->function = ci_merge_grow(merge, sum->function, sum->n_function);
    if (sum->function)
        sum->function[sum->n_function++] = ci_merge_copy(merge, &function, sizeof function);
}

static void merge_keep_location(struct ci_merge *merge, const Cinstr__Location *location)
{
    Cinstr__Profile *sum = &merge->sum;
    Cinstr__Location *kept = ci_merge_copy(merge, location, sizeof *location);
    if (kept)
        kept->line = ci_merge_copy(merge, location->line, location->n_line * sizeof *kept->line);
    for (size_t i = 0; kept && kept->line && i < kept->n_line; i++)
        kept->line[i] = ci_merge_copy(merge, location->line[i], sizeof **kept->line);
    sum->location = ci_merge_grow(merge, sum->location, sum->n_location);
    if (sum->location)
        sum->location[sum->n_location++] = kept;
}

static void merge_location(struct ci_merge_part *part, size_t index)
{
    struct ci_merge *merge = part->merge;
    Cinstr__Location *location = part->from->location[index];
    uint64_t lines = 0;
    location->mapping_id =
        merge_reference(part, part->mappings, part->from->n_mapping, location->mapping_id);
    for (size_t i = 0; i < location->n_line && !merge->error; i++) {
        Cinstr__Line *line = location->line[i];
        line->function_id =
            merge_reference(part, part->functions, part->from->n_function, line->function_id);
        lines = merge_number(merge, &merge->lines, lines, line->function_id, (uint64_t)line->line,
                             (uint64_t)line->column);
    }
    uint64_t number = merge_number(merge, &merge->locations, lines, location->mapping_id,
                                   location->address, (uint64_t)location->is_folded);
    part->locations[index] = location->id = number;
    if (!merge->error && number > merge->sum.n_location)
        merge_keep_location(merge, location);
}

static void merge_keep_sample(struct ci_merge *merge, const Cinstr__Sample *sample)
{
    Cinstr__Profile *sum = &merge->sum;
    Cinstr__Sample *kept = ci_merge_copy(merge, sample, sizeof *sample);
    if (!kept)
        return;
    kept->location_id = ci_merge_copy(merge, sample->location_id,
                                      sample->n_location_id * sizeof *sample->location_id);
    kept->value = ci_merge_copy(merge, sample->value, sample->n_value * sizeof *sample->value);
    kept->label = ci_merge_copy(merge, sample->label, sample->n_label * sizeof *sample->label);
    for (size_t i = 0; kept->label && i < kept->n_label; i++)
        kept->label[i] = ci_merge_copy(merge, sample->label[i], sizeof **kept->label);
    sum->sample = ci_merge_grow(merge, sum->sample, sum->n_sample);
    if (sum->sample)
        sum->sample[sum->n_sample++] = kept;
}

static void merge_sample(struct ci_merge_part *part, Cinstr__Sample *sample)
{
    struct ci_merge *merge = part->merge;
    uint64_t stack = 0, labels = 0;
    if (sample->n_value != merge->sum.n_sample_type)
        merge->error = damaged;
    for (size_t i = sample->n_location_id; i-- > 0 && !merge->error;) { /* stacks share roots */
        uint64_t *id = &sample->location_id[i];
        *id = merge_reference(part, part->locations, part->from->n_location, *id);
        stack = merge_number(merge, &merge->stacks, stack, *id, 0, 0);
    }
    for (size_t i = 0; i < sample->n_label && !merge->error; i++) {
        Cinstr__Label *label = sample->label[i];
        label->key = ci_merge_string(part, label->key);
        label->str = ci_merge_string(part, label->str);
        label->num_unit = ci_merge_string(part, label->num_unit);
        labels = merge_number(merge, &merge->labels, labels, (uint64_t)label->key,
                              (uint64_t)label->str, 0);
        labels = merge_number(merge, &merge->labels, labels, (uint64_t)label->num,
                              (uint64_t)label->num_unit, 1);
    }
    uint64_t number = merge_number(merge, &merge->samples, stack, labels, 0, 0);
    if (merge->error)
        return;
    if (number > merge->sum.n_sample) {
        merge_keep_sample(merge, sample);
        return;
    }
    Cinstr__Sample *kept = merge->sum.sample[number - 1];
    for (size_t i = 0; i < kept->n_value; i++)
        kept->value[i] += sample->value[i];
}

/* Numbers of the part's records, and of its strings once they are used. */
static bool merge_start(struct ci_merge_part *part, struct ci_arena *scratch)
{
    const Cinstr__Profile *from = part->from;
    part->strings = ci_arena_get(scratch, (from->n_string_table + 1) * sizeof *part->strings);
    part->mappings = ci_arena_get(scratch, (from->n_mapping + 1) * sizeof *part->mappings);
    part->functions = ci_arena_get(scratch, (from->n_function + 1) * sizeof *part->functions);
    part->locations = ci_arena_get(scratch, (from->n_location + 1) * sizeof *part->locations);
    if (!part->strings || !part->mappings || !part->functions || !part->locations)
        return false;
    for (size_t i = 0; i < from->n_string_table; i++)
        part->strings[i] = -1;
    /* The writer numbers records by their place; anything else was not written by it. */
    for (size_t i = 0; i < from->n_mapping; i++)
        if (from->mapping[i]->id != i + 1)
            part->merge->error = damaged;
    for (size_t i = 0; i < from->n_function; i++)
        if (from->function[i]->id != i + 1)
            part->merge->error = damaged;
    for (size_t i = 0; i < from->n_location; i++)
        if (from->location[i]->id != i + 1)
            part->merge->error = damaged;
    return true;
}

static void merge_add(struct ci_merge *merge, struct ci_arena *scratch, const char *path)
{
    struct ci_merge_part part = {.merge = merge};
    part.from = ci_gunzip_profile(scratch, path, &merge->error);
    if (merge->error)
        return;
    if (!merge_start(&part, scratch))
        merge->error = no_memory;
    if (!merge->error)
        ci_merge_head(&part);
    for (size_t i = 0; i < part.from->n_mapping && !merge->error; i++)
        merge_mapping(&part, i);
    for (size_t i = 0; i < part.from->n_function && !merge->error; i++)
        merge_function(&part, i);
    for (size_t i = 0; i < part.from->n_location && !merge->error; i++)
        merge_location(&part, i);
    for (size_t i = 0; i < part.from->n_sample && !merge->error; i++)
        merge_sample(&part, part.from->sample[i]);
    merge->part_count++;
}

static const char *merge_write(struct ci_merge *merge, int fd)
{
    struct ci_gzip *gzip = ci_arena_get(merge->arena, sizeof *gzip);
    if (!gzip)
        return no_memory;
    ci_gzip_open(gzip, merge->arena, fd);
    ci_gzip_write(gzip, &merge->sum.base);
    return ci_gzip_close(gzip);
}

const char *ci_pprof_merge(struct ci_arena *arena, const char *const *parts, int count, int fd)
{
    struct ci_merge merge = {.arena = arena, .sum = CINSTR__PROFILE__INIT};
    if (!ci_strings_init(&merge.strings, arena))
        return no_memory;
    for (int i = 0; i < count && !merge.error; i++) {
        struct ci_arena scratch = {0};
        merge_add(&merge, &scratch, parts[i]);
        ci_arena_release(&scratch);
    }
    if (!merge.error)
        ci_merge_finish_head(&merge);
    return merge.error ? merge.error : merge_write(&merge, fd);
}
