/* SPDX-License-Identifier: MIT */
/*
 * folded.c - 'cinstr folded': a line 'root;...;leaf VALUE' for each stack, for flame graphs.
 *
 * Lines are sorted by their stacks, equal stacks are one line, and stacks that sum up to 0 are left
 * out. A ';' in a name becomes ':', because it would look like two frames.
 */
#include "report/report.h"
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stack {
    const char *text;
    int64_t value;
};

static void append(struct ci_buffer *text, const char *label)
{
    if (text->length)
        ci_buffer_append(text, ";", 1);
    size_t start = text->length;
    ci_buffer_append(text, label, strlen(label));
    for (char *at = text->bytes + start; *at; at++)
        *at = *at == ';' ? ':' : *at == '\n' ? ' ' : *at;
}

static void append_frames(struct ci_buffer *text, const struct ci_frames *frames)
{
    for (size_t i = frames->count; i-- > 0;)
        append(text, frames->nodes[i]->label);
}

/* The stacks of all samples that have one and a value; their number goes to COUNT. */
static struct stack *make_stacks(const struct ci_report *report, struct ci_graph *graph,
                                 size_t *count)
{
    const struct ci_profile *profile = report->profile;
    struct stack *stacks = ci_pool_alloc(&graph->pool, profile->n_samples, sizeof *stacks);
    struct ci_buffer buffer = {0};
    *count = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        int64_t value = sample->values[report->value];
        if (value == 0 || sample->n_locations == 0)
            continue;
        buffer.length = 0;
        for (size_t j = sample->n_locations; j-- > 0;)
            append_frames(&buffer, &graph->locations[sample->locations[j]]);
        const char *text = ci_pool_copy(&graph->pool, buffer.bytes, buffer.length);
        stacks[(*count)++] = (struct stack){text, value};
    }
    ci_buffer_deinit(&buffer);
    return stacks;
}

static int compare_stacks(const void *left, const void *right)
{
    return strcmp(((const struct stack *)left)->text, ((const struct stack *)right)->text);
}

static void print_stacks(struct stack *stacks, size_t count)
{
    qsort(stacks, count, sizeof *stacks, compare_stacks);
    for (size_t i = 0; i < count;) {
        const char *text = stacks[i].text;
        int64_t sum = 0;
        while (i < count && strcmp(stacks[i].text, text) == 0)
            sum = ci_measure_add(sum, stacks[i++].value);
        if (sum)
            printf("%s %" PRId64 "\n", text, sum);
    }
}

static int print_folded(struct ci_report *report)
{
    struct ci_graph graph;
    size_t count;
    ci_report_graph(report, CI_EDGES_NONE, &graph, NULL);
    struct stack *stacks = make_stacks(report, &graph, &count);
    print_stacks(stacks, count);
    ci_graph_deinit(&graph);
    return 0;
}

int ci_folded_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    return ci_report_main(argv, CI_LIKE_FOLDED, print_folded);
}
