/* SPDX-License-Identifier: MIT */
/* tree.c - puts the stacks of profiles together from their roots. */
#include "tree/tree.h"
#include "base/filepath.h"
#include "profile/measure.h"

#include <string.h>

/* What is known about one of the profiles while its samples are added. */
struct build {
    struct ci_tree *tree;
    const struct ci_profile *profile;
    int *columns;              /* of each of its sample types; -1: not in the tree */
    struct span *spans;        /* the frames of its locations; no frames: not looked at yet */
    uint32_t *last, *contexts; /* the last sample's locations from its root, and where each ended */
    size_t n_last, room;
};

/* Frames of a location, the outermost first. */
struct span {
    uint32_t *frames;
    size_t count;
};

static uint32_t get_file(struct ci_tree *tree, const char *path)
{
    path = *path ? ci_filepath_clean(&tree->pool, path) : "";
    ci_key_clear(&tree->key);
    ci_key_add_text(&tree->key, path);
    size_t number = ci_bytemap_add_key(&tree->file_map, &tree->pool, &tree->key);
    if (number == tree->n_files) {
        tree->files = ci_pool_grow(&tree->pool, tree->files, number, sizeof *tree->files);
        tree->files[tree->n_files++] = path;
    }
    return (uint32_t)number;
}

static uint32_t get_function(struct ci_tree *tree, const char *name, enum ci_frame_kind kind)
{
    ci_key_clear(&tree->key);
    ci_key_add_number(&tree->key, kind);
    ci_key_add_text(&tree->key, name);
    size_t number = ci_bytemap_add_key(&tree->function_map, &tree->pool, &tree->key);
    if (number == tree->n_functions) {
        tree->functions =
            ci_pool_grow(&tree->pool, tree->functions, number, sizeof *tree->functions);
        tree->functions[tree->n_functions++] = (struct ci_tree_function){name, kind};
    }
    return (uint32_t)number;
}

static uint32_t get_frame(struct ci_tree *tree, const struct ci_frame *frame)
{
    ci_key_clear(&tree->key);
    ci_key_add_number(&tree->key, frame->function);
    ci_key_add_number(&tree->key, frame->file);
    ci_key_add_number(&tree->key, frame->line);
    ci_key_add_number(&tree->key, frame->inlined);
    size_t number = ci_bytemap_add_key(&tree->frame_map, &tree->pool, &tree->key);
    if (number == tree->n_frames) {
        tree->frames = ci_pool_grow(&tree->pool, tree->frames, number, sizeof *tree->frames);
        tree->frames[tree->n_frames++] = *frame;
    }
    return (uint32_t)number;
}

/* The name that top shows for code without a function's name. */
static const char *name_object(struct ci_tree *tree, const struct ci_location *location)
{
    const char *file = location->mapping ? location->mapping->file : "";
    if (!*file)
        return "<unknown>";
    return ci_pool_format(&tree->pool, "[%s]", ci_filepath_base(&tree->pool, file));
}

static uint32_t make_frame(struct build *build, const struct ci_location *location, size_t line)
{
    struct ci_tree *tree = build->tree;
    struct ci_frame frame = {.inlined = line + 1 < location->n_lines};
    const char *name = "";
    if (location->n_lines) {
        const struct ci_line *at = &location->lines[line];
        name = at->function->name;
        frame.file = get_file(tree, at->function->file);
        frame.line = at->line;
        frame.start_line = at->function->start_line;
    }
    name = *name ? name : name_object(tree, location);
    frame.function = get_function(tree, name, CI_FRAME_FUNCTION);
    return get_frame(tree, &frame);
}

/* Made when a sample first goes through the location. Its lines begin with the innermost one. */
static const struct span *get_span(struct build *build, uint32_t number)
{
    struct span *span = &build->spans[number];
    if (span->count)
        return span;
    const struct ci_location *location = &build->profile->locations[number];
    span->count = location->n_lines ? location->n_lines : 1;
    span->frames = ci_pool_alloc(&build->tree->pool, span->count, sizeof *span->frames);
    for (size_t i = 0; i < span->count; i++)
        span->frames[i] = make_frame(build, location, span->count - 1 - i);
    return span;
}

/* The root is context 0 and has no key: the map's number of a context is one less than its index.
 */
static bool equal_contexts(const void *keys, size_t number, const void *key)
{
    const struct ci_context *a = (const struct ci_context *)keys + number + 1, *b = key;
    return a->parent == b->parent && a->frame == b->frame;
}

static uint32_t get_context(struct ci_tree *tree, uint32_t parent, uint32_t frame)
{
    struct ci_context key = {.parent = parent, .frame = frame}; /* the rest is not compared */
    uint64_t hash = ci_hash_number(0, (uint64_t)parent << 32 | frame);
    size_t number =
        1 + ci_map_add(&tree->context_map, &tree->pool, hash, equal_contexts, tree->contexts, &key);
    if (number < tree->n_contexts)
        return (uint32_t)number;
    size_t count = tree->n_contexts++, columns = tree->n_columns;
    tree->contexts = ci_pool_grow(&tree->pool, tree->contexts, count, sizeof *tree->contexts);
    tree->own = ci_pool_grow(&tree->pool, tree->own, count, columns * sizeof *tree->own);
    memset(tree->own + count * columns, 0, columns * sizeof *tree->own);
    key.next_sibling = tree->contexts[parent].first_child;
    tree->contexts[number] = key;
    tree->contexts[parent].first_child = (uint32_t)number;
    return (uint32_t)number;
}

static void make_root(struct ci_tree *tree)
{
    tree->contexts = ci_pool_grow(&tree->pool, NULL, 0, sizeof *tree->contexts);
    tree->own = ci_pool_grow(&tree->pool, NULL, 0, tree->n_columns * sizeof *tree->own);
    memset(tree->contexts, 0, sizeof *tree->contexts);
    memset(tree->own, 0, tree->n_columns * sizeof *tree->own);
    tree->n_contexts = 1;
    get_file(tree, "");
}

static void make_room(struct build *build, size_t count)
{
    if (count <= build->room)
        return;
    struct ci_pool *pool = &build->tree->pool;
    size_t room = count * 2;
    uint32_t *last = ci_pool_alloc(pool, room, sizeof *last);
    uint32_t *contexts = ci_pool_alloc(pool, room, sizeof *contexts);
    if (build->n_last) {
        memcpy(last, build->last, build->n_last * sizeof *last);
        memcpy(contexts, build->contexts, build->n_last * sizeof *contexts);
    }
    build->last = last;
    build->contexts = contexts;
    build->room = room;
}

/* The context of the sample's stack. Most stacks begin as the one before, and that is reused. */
static uint32_t find_stack(struct build *build, const struct ci_sample *sample)
{
    size_t count = sample->n_locations, shared = 0;
    make_room(build, count + 1);
    while (shared < count && shared < build->n_last &&
           build->last[shared] == sample->locations[count - 1 - shared])
        shared++;
    uint32_t context = shared ? build->contexts[shared - 1] : 0;
    for (size_t i = shared; i < count; i++) {
        build->last[i] = sample->locations[count - 1 - i];
        const struct span *span = get_span(build, build->last[i]);
        for (size_t j = 0; j < span->count; j++)
            context = get_context(build->tree, context, span->frames[j]);
        build->contexts[i] = context;
    }
    build->n_last = count;
    return context;
}

/* Blocks with a static type are put below the context that allocates them. */
static uint32_t find_type(struct ci_tree *tree, uint32_t context, const struct ci_sample *sample)
{
    for (size_t i = 0; i < sample->n_labels; i++) {
        const struct ci_label *label = &sample->labels[i];
        if (!label->text || strcmp(label->key, "type") != 0)
            continue;
        struct ci_frame frame = {.function = get_function(tree, label->text, CI_FRAME_TYPE)};
        return get_context(tree, context, get_frame(tree, &frame));
    }
    return context;
}

static void add_sample(struct build *build, const struct ci_sample *sample)
{
    struct ci_tree *tree = build->tree;
    uint32_t context = find_type(tree, find_stack(build, sample), sample);
    int64_t *own = tree->own + context * tree->n_columns;
    for (size_t i = 0; i < build->profile->n_types; i++) {
        int column = build->columns[i];
        if (column < 0)
            continue;
        own[column] = ci_measure_add(own[column], sample->values[i]);
        tree->volumes[column] =
            ci_measure_add(tree->volumes[column], ci_measure_abs(sample->values[i]));
    }
}

static int find_column(const struct ci_tree *tree, const char *type, size_t first)
{
    for (size_t i = 0; i < tree->n_types; i++)
        if (strcmp(tree->types[i].type, type) == 0)
            return (int)(first + i);
    return -1;
}

/* FIRST is the column of the profile's first sample type. */
static void add_profile(struct ci_tree *tree, const struct ci_profile *profile, size_t first)
{
    struct build build = {.tree = tree, .profile = profile};
    build.columns = ci_pool_alloc(&tree->pool, profile->n_types, sizeof *build.columns);
    build.spans = ci_pool_alloc(&tree->pool, profile->n_locations, sizeof *build.spans);
    for (size_t i = 0; i < profile->n_types; i++)
        build.columns[i] = first ? find_column(tree, profile->types[i].type, first) : (int)i;
    make_room(&build, 1);
    for (size_t i = 0; i < profile->n_samples; i++)
        add_sample(&build, &profile->samples[i]);
}

/* Children come after their parents, so one way back adds everything up. */
static void add_totals(struct ci_tree *tree)
{
    size_t columns = tree->n_columns;
    tree->totals = ci_pool_alloc(&tree->pool, tree->n_contexts * columns, sizeof *tree->totals);
    memcpy(tree->totals, tree->own, tree->n_contexts * columns * sizeof *tree->totals);
    for (size_t i = tree->n_contexts; i-- > 1;) {
        const int64_t *from = tree->totals + i * columns;
        int64_t *to = tree->totals + tree->contexts[i].parent * columns;
        for (size_t j = 0; j < columns; j++)
            to[j] = ci_measure_add(to[j], from[j]);
    }
}

void ci_tree_build(struct ci_tree *tree, const struct ci_profile *profile,
                   const struct ci_profile *base)
{
    *tree = (struct ci_tree){.types = profile->types, .n_types = profile->n_types};
    tree->n_columns = tree->n_types * (base ? 2 : 1);
    tree->volumes = ci_pool_alloc(&tree->pool, tree->n_columns, sizeof *tree->volumes);
    make_root(tree);
    add_profile(tree, profile, 0);
    if (base)
        add_profile(tree, base, tree->n_types);
    add_totals(tree);
}

void ci_tree_deinit(struct ci_tree *tree)
{
    ci_key_deinit(&tree->key);
    ci_pool_deinit(&tree->pool);
}

int ci_tree_calls(const struct ci_tree *tree)
{
    int calls = find_column(tree, "calls", 0);
    return calls >= 0 ? calls : find_column(tree, "alloc_objects", 0);
}
