/* SPDX-License-Identifier: MIT */
/*
 * output.h - what a benchmark prints, kept apart from the results.
 *
 * The process of a benchmark has a pipe in place of stdout (and of stderr, if the two were the same
 * file), so that nothing that it prints gets into the stream of results. The process that waits for
 * it reads the pipe and prints the text indented, which no reader of the format takes for a result.
 */
#ifndef CINSTR_BENCH_OUTPUT_H
#define CINSTR_BENCH_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Text of one measurement. A zeroed struct is empty. */
struct ci_output {
    char *text; /* not terminated; NULL: empty */
    size_t length, capacity;
    uint64_t dropped; /* bytes beyond the limit, or for which there was no memory */
};

/*
 * Where results go from now on: a copy of stdout that benchmarks do not know. If there is no
 * descriptor left, stdout itself.
 */
FILE *ci_output_results(void);

/* Whether stderr is the file or pipe that stdout is; on a terminal the two are told apart by eye.
 */
bool ci_output_is_shared(void);

/* Makes the pipe of one benchmark, closed on exec. Returns false with errno set. */
bool ci_output_pipe(int ends[2]);

/* In the process of a benchmark: what it prints goes into the pipe, `with_stderr` that too. */
void ci_output_redirect(int end, bool with_stderr);

/* Reads what is there without waiting. Returns false when nothing more can come. */
bool ci_output_fill(struct ci_output *output, int end);

/* How much was printed, kept or not. */
static inline uint64_t ci_output_size(const struct ci_output *output)
{
    return output->length + output->dropped;
}

/* Prints text, control characters other than tab and newline as "\x1b". */
void ci_output_print_clean(FILE *out, const char *text, size_t length);

/* Prints the text, each line indented, the last `lines` of it only (0: all). */
void ci_output_print(FILE *out, const struct ci_output *output, size_t lines);

/* Frees the text. */
void ci_output_deinit(struct ci_output *output);

#endif
