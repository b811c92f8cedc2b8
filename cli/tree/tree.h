/* SPDX-License-Identifier: MIT */
/*
 * tree.h - the calling contexts of a profile, or of a profile and its base.
 *
 * A frame is a function at a line; a context is a frame below another context. Stacks that begin
 * alike share contexts. Values are columns: one for each sample type, and with a base as many
 * again for the base. What a context itself took is its own value; with callees is the sum below
 * it.
 */
#ifndef CINSTR_CLI_TREE_TREE_H
#define CINSTR_CLI_TREE_TREE_H

#include "base/map.h"
#include "profile/profile.h"

enum ci_frame_kind {
    CI_FRAME_FUNCTION,
    CI_FRAME_TYPE, /* the static type of allocated blocks, below the line that allocates */
};

/* Functions are told apart by the name that 'cinstr top' shows. */
struct ci_tree_function {
    const char *name;
    enum ci_frame_kind kind;
};

struct ci_frame {
    uint32_t function;
    uint32_t file;      /* index into the tree's files; 0: "", not known */
    int64_t line;       /* 0: not known */
    int64_t start_line; /* of the function; 0: not known */
    bool inlined;       /* its code is part of the frame above */
};

struct ci_context {
    uint32_t parent;                    /* comes before this one; the root is its own */
    uint32_t frame;                     /* not the root's */
    uint32_t first_child, next_sibling; /* 0: none */
};

/* All arrays and texts are the pool's, or of the profiles, which outlive the tree. */
struct ci_tree {
    struct ci_pool pool;
    const struct ci_value_type *types;
    size_t n_types, n_columns; /* columns: of the profile, then of the base */
    struct ci_tree_function *functions;
    size_t n_functions;
    const char **files;
    size_t n_files;
    struct ci_frame *frames;
    size_t n_frames;
    struct ci_context *contexts; /* the first is the root, which is no frame */
    size_t n_contexts;
    int64_t *own;     /* of context i and column j: at i * n_columns + j */
    int64_t *totals;  /* with callees, as OWN */
    int64_t *volumes; /* of each column: the sum of the samples' magnitudes */
    struct ci_bytemap function_map, file_map, frame_map;
    struct ci_key key;
    struct ci_map context_map; /* of all contexts but the root, by parent and frame */
};

/*
 * Builds the tree of a profile and, unless BASE is NULL, its base. Both are as ci_report_init
 * leaves them for reports of lines. A sample type is the base's where the name is the same; a
 * type that the base lacks has zeros there.
 */
void ci_tree_build(struct ci_tree *tree, const struct ci_profile *profile,
                   const struct ci_profile *base);
void ci_tree_deinit(struct ci_tree *tree);

/* The index of the sample type that counts calls, or for a heap profile objects; -1: none. */
int ci_tree_calls(const struct ci_tree *tree);

#endif
