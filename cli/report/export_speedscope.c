/* SPDX-License-Identifier: MIT */
/* export_speedscope.c - speedscope's file format; see export.h. */
#include "report/export.h"
#include "common/json.h"
#include "tree/flat.h"

#include <inttypes.h>
#include <string.h>

struct speedscope {
    FILE *out;
    struct ci_tree tree;
    struct ci_flat flat;
};

/* speedscope's words for units; it scales values of these. */
static const char *name_unit(const char *unit)
{
    static const char *const known[] = {"nanoseconds", "microseconds", "milliseconds", "seconds",
                                        "bytes"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(unit, known[i]) == 0)
            return unit;
    return "none";
}

/* A frame for each function: its name, and where its first frame is. */
static void write_frames(const struct speedscope *state)
{
    const struct ci_tree *tree = &state->tree;
    struct ci_pool pool = {0};
    const struct ci_frame **first = ci_pool_alloc(&pool, tree->n_functions, sizeof *first);
    for (size_t i = tree->n_frames; i-- > 0;)
        first[tree->frames[i].function] = &tree->frames[i];
    fputs("{\"frames\":[", state->out);
    for (size_t i = 0; i < tree->n_functions; i++) {
        ci_json_member(state->out, i ? ",{" : "{", "name", tree->functions[i].name);
        if (first[i]->file)
            ci_json_member(state->out, ",", "file", tree->files[first[i]->file]);
        if (first[i]->start_line > 0)
            fprintf(state->out, ",\"line\":%" PRId64, first[i]->start_line);
        fputc('}', state->out);
    }
    fputs("]}", state->out);
    ci_pool_deinit(&pool);
}

/* The stacks whose last function has a value, each from its root. */
static void write_stacks(const struct speedscope *state, size_t column)
{
    const struct ci_flat *flat = &state->flat;
    struct ci_pool pool = {0};
    int32_t *stack = ci_pool_alloc(&pool, flat->n_nodes, sizeof *stack);
    const char *comma = "";
    for (size_t i = 1; i < flat->n_nodes; i++) {
        uint32_t depth = flat->nodes[i].depth;
        stack[depth - 1] = flat->nodes[i].function;
        if (flat->own[i * flat->n_columns + column] == 0)
            continue;
        fprintf(state->out, "%s[", comma);
        for (uint32_t j = 0; j < depth; j++)
            fprintf(state->out, j ? ",%" PRId32 : "%" PRId32, stack[j]);
        fputs("]", state->out);
        comma = ",\n";
    }
    ci_pool_deinit(&pool);
}

static void write_weights(const struct speedscope *state, size_t column)
{
    const struct ci_flat *flat = &state->flat;
    const char *comma = "";
    for (size_t i = 1; i < flat->n_nodes; i++) {
        int64_t own = flat->own[i * flat->n_columns + column];
        if (own == 0)
            continue;
        fprintf(state->out, "%s%" PRId64, comma, own);
        comma = ",";
    }
}

static void write_type(const struct speedscope *state, size_t column)
{
    const struct ci_value_type *type = &state->tree.types[column];
    ci_json_member(state->out, column ? ",\n{\"type\":\"sampled\"," : "{\"type\":\"sampled\",",
                   "name", type->type);
    ci_json_member(state->out, ",", "unit", name_unit(type->unit));
    fprintf(state->out, ",\"startValue\":0,\"endValue\":%" PRId64 ",\"samples\":[",
            state->flat.totals[column] - state->flat.own[column]);
    write_stacks(state, column);
    fputs("],\"weights\":[", state->out);
    write_weights(state, column);
    fputs("]}", state->out);
}

int ci_export_speedscope(const struct ci_profile *profile, size_t first, FILE *out,
                         struct ci_error *error)
{
    if (ci_export_check(profile, "speedscope's", error))
        return -1;
    struct speedscope state = {.out = out};
    ci_tree_build(&state.tree, profile, NULL);
    ci_flat_init(&state.flat, &state.tree, 0);
    fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",", out);
    fprintf(out, "\"exporter\":\"cinstr\",\"activeProfileIndex\":%zu", first);
    if (profile->n_mappings)
        ci_json_member(out, ",", "name", profile->mappings[0].file);
    fputs(",\"shared\":", out);
    write_frames(&state);
    fputs(",\n\"profiles\":[", out);
    for (size_t i = 0; i < state.tree.n_types; i++)
        write_type(&state, i);
    fputs("]}\n", out);
    ci_flat_deinit(&state.flat);
    ci_tree_deinit(&state.tree);
    return 0;
}
