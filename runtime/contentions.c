/* SPDX-License-Identifier: MIT */
/* contentions.c - see contentions.h. */
#include "contentions.h"

bool ci_contentions_any;

void ci_contentions_count(struct ci_snapshot *snapshot, double nanos_per_tick)
{
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        struct ci_context *context = &snapshot->contexts[i];
        if (!(context->function->flags & CINSTR_FUNCTION_CONTENDS) || !context->counters)
            continue;
        double delay = (double)ci_snapshot_counter(context, CINSTR_EXTERNAL_DELAY) * nanos_per_tick;
        context->values[CI_BLOCK_CONTENTIONS] =
            (int64_t)ci_snapshot_counter(context, CINSTR_EXTERNAL_CONTENTIONS);
        context->values[CI_BLOCK_DELAY] = (int64_t)(delay + 0.5);
    }
}
