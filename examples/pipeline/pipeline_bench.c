/* SPDX-License-Identifier: MIT */
/* pipeline_bench.c - the same benchmarks for the slow and the fast pipeline. */
#include "pipeline.h"

#include <cinstr/bench.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 4096 };

static const char sentence[] = "sO thE quiCK brOWN foX jUMPS oVER the LAZY dog, aGAIN and AGAIN. ";
static const char title[] = "So The Quick Brown Fox Jumps Over The Lazy Dog, Again And Again. ";

void BenchmarkPipeline(cinstr_bench *b)
{
    char text[TEXT_BYTES];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = sentence[i % (sizeof sentence - 1)];
    cinstr_bench_set_bytes(b, sizeof text);
    cinstr_bench_report_allocs(b);
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++) {
        char *result = pipeline_run(text, sizeof text);
        if (!result || strncmp(result, title, sizeof title - 1) != 0 ||
            strlen(result) != sizeof text)
            cinstr_bench_fatalf(b, "wrong result: %.80s", result ? result : "(none)");
        free(result);
    }
}
