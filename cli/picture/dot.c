/* SPDX-License-Identifier: MIT */
/* dot.c - runs 'dot -Tsvg' between two temporary files, so that no pipe can fill. */
#include "picture/dot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Runs dot; returns 0, the reason why it cannot be run, or -1: it failed itself. */
static int run_dot(int input, int output)
{
    pid_t pid;
    int status;
    char *arguments[] = {"dot", "-Tsvg", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    int reason = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (reason)
        return reason;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static int read_back(FILE *file, struct ci_bytes *out, struct ci_error *error)
{
    size_t room = 0, got;
    rewind(file);
    for (;;) {
        if (out->size == room && ci_bytes_grow(out, &room, SIZE_MAX / 2, error))
            return ci_bytes_drop(out);
        got = fread(out->data + out->size, 1, room - out->size, file);
        out->size += got;
        if (got == 0)
            return 0;
    }
}

int ci_dot_draw(const char *text, size_t size, struct ci_bytes *out, struct ci_error *error)
{
    *out = (struct ci_bytes){0};
    FILE *input = tmpfile(), *output = tmpfile();
    int status = -1;
    if (!input || !output || fwrite(text, 1, size, input) != size || fflush(input)) {
        ci_error_set(error, "no temporary file for dot: %s", strerror(errno));
    } else {
        rewind(input);
        int reason = run_dot(fileno(input), fileno(output));
        if (reason > 0)
            ci_error_set(error,
                         "dot cannot be run: %s; install Graphviz, or write FILE.dot instead",
                         strerror(reason));
        else if (reason < 0)
            ci_error_set(error, "dot has failed; write FILE.dot instead and look at it");
        else
            status = read_back(output, out, error);
    }
    if (input)
        fclose(input);
    if (output)
        fclose(output);
    return status;
}
