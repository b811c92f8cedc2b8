/* SPDX-License-Identifier: MIT */
/* output.c - the pipe in place of a benchmark's stdout, and the text that came through it. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OUTPUT_MAX = 64 << 20, /* bytes that are kept of one measurement */
    PIPE_SIZE = 1 << 20,   /* what a benchmark can print before it waits for its reader */
};

FILE *ci_output_results(void)
{
    int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    FILE *out = copy >= 0 ? fdopen(copy, "w") : NULL;
    if (!out && copy >= 0)
        close(copy);
    return out ? out : stdout;
}

bool ci_output_is_shared(void)
{
    struct stat out, err;
    return fstat(STDOUT_FILENO, &out) == 0 && fstat(STDERR_FILENO, &err) == 0 &&
           out.st_dev == err.st_dev && out.st_ino == err.st_ino && !isatty(STDERR_FILENO);
}

bool ci_output_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* a smaller one works as well */
    return true;
}

void ci_output_redirect(int end, bool with_stderr)
{
    dup2(end, STDOUT_FILENO);
    if (with_stderr)
        dup2(end, STDERR_FILENO);
    close(end);
}

/* Makes room for another piece. Returns false if there is no memory, or if enough is kept. */
static bool reserve(struct ci_output *output, size_t size)
{
    if (output->length + size > OUTPUT_MAX)
        return false;
    if (output->length + size <= output->capacity)
        return true;
    size_t capacity = output->capacity * 2 + 65536;
    char *text = realloc(output->text, capacity);
    if (!text)
        return false;
    output->text = text;
    output->capacity = capacity;
    return true;
}

bool ci_output_fill(struct ci_output *output, int end)
{
    char piece[65536];
    while (true) {
        ssize_t got = read(end, piece, sizeof piece);
        if (got == 0)
            return false;
        if (got < 0 && errno != EINTR)
            return errno == EAGAIN;
        if (got < 0)
            continue;
        if (output->dropped > 0 || !reserve(output, (size_t)got)) {
            output->dropped += (uint64_t)got;
            continue;
        }
        memcpy(output->text + output->length, piece, (size_t)got);
        output->length += (size_t)got;
    }
}

void ci_output_print_clean(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
}

/* Where the last lines begin. */
static size_t tail(const struct ci_output *output, size_t lines)
{
    size_t at = output->length;
    while (at > 0 && (output->text[at - 1] != '\n' || at == output->length || lines-- > 1))
        at--;
    return at;
}

void ci_output_print(FILE *out, const struct ci_output *output, size_t lines)
{
    size_t at = lines ? tail(output, lines) : 0;
    if (at > 0)
        fprintf(out, "    ... [%zu bytes before this: -v shows them]\n", at);
    while (at < output->length) {
        const char *line = output->text + at;
        const char *newline = memchr(line, '\n', output->length - at);
        size_t length = newline ? (size_t)(newline - line) : output->length - at;
        fputs("    ", out);
        ci_output_print_clean(out, line, length);
        putc('\n', out);
        at += length + 1;
    }
    if (output->dropped > 0)
        fprintf(out, "    ... [%llu bytes more were not kept]\n",
                (unsigned long long)output->dropped);
}

void ci_output_deinit(struct ci_output *output)
{
    free(output->text);
    *output = (struct ci_output){0};
}
