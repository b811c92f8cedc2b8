/* SPDX-License-Identifier: MIT */
/*
 * export_chrome.c - Chrome's trace events as JSON; see export.h.
 *
 * A trace is a run of time, and a profile is not: its contexts are laid out next to each other,
 * each as long as its value, callees within their callers. Every sample type is a thread of its
 * own.
 */
#include "report/export.h"
#include "common/json.h"
#include "tree/flat.h"

#include <inttypes.h>
#include <string.h>

struct chrome {
    FILE *out;
    struct ci_tree tree;
    struct ci_flat flat;
    int64_t *starts; /* of each context: where its next callee starts */
};

/* Time as the format's microseconds, to the nanosecond; any other unit as one microsecond each. */
static void write_value(FILE *out, const struct ci_value_type *type, int64_t value)
{
    if (strcmp(type->unit, "nanoseconds") == 0)
        fprintf(out, "%" PRId64 ".%03d", value / 1000, (int)(value % 1000));
    else
        fprintf(out, "%" PRId64, value);
}

static void write_event(struct chrome *state, size_t node, size_t column, int64_t start)
{
    const struct ci_flat *flat = &state->flat;
    const struct ci_value_type *type = &state->tree.types[column];
    const char *name = state->tree.functions[flat->nodes[node].function].name;
    ci_json_member(state->out, ",\n{", "name", name);
    fprintf(state->out, ",\"ph\":\"X\",\"pid\":1,\"tid\":%zu,\"ts\":", column + 1);
    write_value(state->out, type, start);
    fputs(",\"dur\":", state->out);
    write_value(state->out, type, flat->totals[node * flat->n_columns + column]);
    fprintf(state->out, ",\"args\":{\"own\":%" PRId64 "}}",
            flat->own[node * flat->n_columns + column]);
}

static void write_type(struct chrome *state, size_t column)
{
    const struct ci_flat *flat = &state->flat;
    const struct ci_value_type *type = &state->tree.types[column];
    fprintf(state->out, ",\n{\"ph\":\"M\",\"pid\":1,\"tid\":%zu,\"name\":\"thread_name\",\"args\":",
            column + 1);
    ci_json_member(state->out, "{", "name",
                   ci_pool_format(&state->tree.pool, "%s (%s)", type->type, type->unit));
    fputs("}}", state->out);
    state->starts[0] = 0;
    for (size_t i = 1; i < flat->n_nodes; i++) {
        int64_t *next = &state->starts[flat->nodes[i].parent], start = *next;
        int64_t total = flat->totals[i * flat->n_columns + column];
        *next += total;
        state->starts[i] = start;
        if (total)
            write_event(state, i, column, start);
    }
}

int ci_export_chrome(const struct ci_profile *profile, FILE *out, struct ci_error *error)
{
    if (ci_export_check(profile, "Chrome's", error))
        return -1;
    struct chrome state = {.out = out};
    ci_tree_build(&state.tree, profile, NULL);
    ci_flat_init(&state.flat, &state.tree, 0);
    state.starts = ci_pool_alloc(&state.tree.pool, state.flat.n_nodes, sizeof *state.starts);
    /* No displayTimeUnit: older versions of Perfetto take "ns" for the unit of all times. */
    fputs("{\"otherData\":{\"exporter\":\"cinstr\",\"units\":"
          "\"what is no time has a microsecond for each one\"",
          out);
    fputs("},\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":", out);
    ci_json_member(out, "{", "name", profile->n_mappings ? profile->mappings[0].file : "");
    fputs("}}", out);
    for (size_t i = 0; i < state.tree.n_types; i++)
        write_type(&state, i);
    fputs("\n]}\n", out);
    ci_flat_deinit(&state.flat);
    ci_tree_deinit(&state.tree);
    return 0;
}
