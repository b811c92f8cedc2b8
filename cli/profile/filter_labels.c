/* SPDX-License-Identifier: MIT */
/* filter_labels.c - -tagroot and -tagleaf: labels as frames. */
#include "profile/filter.h"
#include "base/map.h"
#include "profile/measure.h"

#include <stdio.h>
#include <string.h>

/* The frames that are made. */
struct label_frames {
    struct ci_profile *profile;
    struct ci_pool pool;
    struct ci_bytemap known; /* "KEY\nTEXT" -> its number; its location comes behind all others */
};

/* The texts of all labels of a sample that have the key, with commas between. */
static const char *join_texts(struct ci_pool *pool, const struct ci_sample *sample, const char *key,
                              size_t length, const char *unit)
{
    const char *texts = "";
    for (size_t i = 0; i < sample->n_labels; i++) {
        const struct ci_label *label = &sample->labels[i];
        char number[CI_VALUE_SIZE];
        if (strlen(label->key) != length || memcmp(label->key, key, length) != 0)
            continue;
        if (!label->text)
            ci_measure_format(label->number, label->unit, unit, number);
        texts = ci_pool_format(pool, "%s%s%s", texts, *texts ? "," : "",
                               label->text ? label->text : number);
    }
    return texts;
}

/* The index that the frame's location will have. */
static uint32_t frame_of(struct label_frames *frames, const char *key, size_t length,
                         const char *text)
{
    const char *name = ci_pool_format(&frames->pool, "%.*s\n%s", (int)length, key, text);
    size_t number = ci_bytemap_add(&frames->known, &frames->pool, name, strlen(name));
    return (uint32_t)(frames->profile->n_locations + number);
}

/* The array with room for MORE things of SIZE bytes after its COUNT. */
static void *extend(struct ci_pool *pool, const void *old, size_t count, size_t more, size_t size)
{
    char *extended = ci_pool_alloc(pool, count + more, size);
    if (count)
        memcpy(extended, old, count * size);
    return extended;
}

/* The table of functions moves: lines follow. */
static void move_functions(struct ci_profile *profile, struct ci_function *to)
{
    for (size_t i = 0; i < profile->n_locations; i++)
        for (size_t j = 0; j < profile->locations[i].n_lines; j++) {
            struct ci_line *line = &profile->locations[i].lines[j];
            line->function = to + (line->function - profile->functions);
        }
    profile->functions = to;
}

/* Makes a location and a function of each frame. */
static void make_frames(const struct label_frames *frames)
{
    struct ci_profile *profile = frames->profile;
    struct ci_pool *pool = &profile->pool;
    const size_t more = frames->known.map.count;
    move_functions(profile, extend(pool, profile->functions, profile->n_functions, more,
                                   sizeof *profile->functions));
    profile->locations =
        extend(pool, profile->locations, profile->n_locations, more, sizeof *profile->locations);
    struct ci_line *lines = ci_pool_alloc(pool, more, sizeof *lines);
    for (size_t i = 0; i < more; i++) {
        const char *key = frames->known.keys[i].bytes, *end = strchr(key, '\n');
        struct ci_function *function = &profile->functions[profile->n_functions++];
        function->name = function->system_name = ci_pool_copy(pool, end + 1, strlen(end + 1));
        function->file = ci_pool_copy(pool, key, (size_t)(end - key));
        lines[i].function = function;
        profile->locations[profile->n_locations++] =
            (struct ci_location){.lines = &lines[i], .n_lines = 1};
    }
}

/* Adds the frames of the keys to a sample's locations, the last key's first. Returns how many. */
static size_t add_frames(struct label_frames *frames, const struct ci_sample *sample,
                         const char *keys, const char *unit, uint32_t *locations, bool *any)
{
    size_t count = 0;
    for (const char *end = keys + strlen(keys), *start = end; end > keys; end = start - 1) {
        for (start = end; start > keys && start[-1] != ',';)
            start--;
        size_t length = (size_t)(end - start);
        if (length == 0)
            continue;
        const char *text = join_texts(&frames->pool, sample, start, length, unit);
        *any |= *text != '\0';
        locations[count++] = frame_of(frames, start, length, text);
    }
    return count;
}

/* At most how many keys there are. */
static size_t count_keys(const char *keys)
{
    size_t count = *keys != '\0';
    for (; *keys; keys++)
        count += *keys == ',';
    return count;
}

static void warn(const char *flag, const char *keys, bool any)
{
    if (*keys && !any)
        fprintf(stderr, "cinstr: -%s=%s: no sample has such a label\n", flag, keys);
}

void ci_filter_add_labels(struct ci_profile *profile, const struct ci_filters *texts,
                          const char *unit)
{
    const char *root = texts->tag_root, *leaf = texts->tag_leaf;
    const size_t more = count_keys(root) + count_keys(leaf);
    struct label_frames frames = {.profile = profile};
    bool any_root = false, any_leaf = false;
    if (!more)
        return;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        uint32_t *locations =
            ci_pool_alloc(&profile->pool, sample->n_locations + more, sizeof *locations);
        size_t count = add_frames(&frames, sample, leaf, unit, locations, &any_leaf);
        if (sample->n_locations)
            memcpy(locations + count, sample->locations, sample->n_locations * sizeof *locations);
        count += sample->n_locations;
        count += add_frames(&frames, sample, root, unit, locations + count, &any_root);
        sample->locations = locations;
        sample->n_locations = count;
    }
    make_frames(&frames);
    ci_pool_deinit(&frames.pool);
    warn("tagroot", root, any_root);
    warn("tagleaf", leaf, any_leaf);
}
