/* SPDX-License-Identifier: MIT */
/* program.c - one run of a benchmark program, and the text that it prints. */
#include "bench/rounds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

const char *ci_rounds_line(const struct ci_buffer *text, const char *line, size_t *length)
{
    const char *end = text->bytes + text->length;
    const char *next = line ? line + *length + 1 : text->bytes;
    if (!next || next >= end)
        return NULL;
    const char *stop = memchr(next, '\n', (size_t)(end - next));
    *length = (size_t)((stop ? stop : end) - next);
    return next;
}

bool ci_rounds_starts(const char *line, size_t length, const char *start)
{
    return length >= strlen(start) && memcmp(line, start, strlen(start)) == 0;
}

/* In the child: becomes the program, or tells the parent through `report` why not. */
static _Noreturn void become(const char *const *arguments, bool quiet, bool fixed_addresses,
                             int output, int report)
{
    int null = open("/dev/null", O_RDWR);
    if (fixed_addresses)
        personality((unsigned long)personality(0xffffffff) | ADDR_NO_RANDOMIZE);
    dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    if (quiet)
        dup2(null, STDERR_FILENO);
    setenv("CINSTR_OUT", "none", 1); /* what it prints is wanted, and not where it spends time */
    execv(arguments[0], (char *const *)arguments);
    int reason = errno;
    ssize_t written = write(report, &reason, sizeof reason);
    _exit(written == sizeof reason ? 127 : 126);
}

static void read_all(int fd, struct ci_buffer *output)
{
    char buffer[READ_SIZE];
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) != 0;) {
        if (got > 0)
            ci_buffer_append(output, buffer, (size_t)got);
        else if (errno != EINTR)
            return;
    }
}

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int ci_rounds_capture(const char *const *arguments, bool quiet, bool fixed_addresses,
                      struct ci_buffer *output)
{
    int text[2], report[2], reason = 0;
    if (pipe2(text, O_CLOEXEC))
        return -errno;
    if (pipe2(report, O_CLOEXEC)) {
        reason = errno;
        close(text[0]);
        close(text[1]);
        return -reason;
    }
    pid_t pid = fork();
    if (pid == 0)
        become(arguments, quiet, fixed_addresses, text[1], report[1]);
    int error = errno;
    close(text[1]);
    close(report[1]);
    bool failed = pid < 0 || read(report[0], &reason, sizeof reason) == sizeof reason;
    close(report[0]);
    if (pid > 0)
        read_all(text[0], output);
    close(text[0]);
    int status = pid > 0 ? wait_for(pid) : 0;
    if (failed)
        return -(pid < 0 ? error : reason);
    return status;
}
