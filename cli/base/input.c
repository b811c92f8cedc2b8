/* SPDX-License-Identifier: MIT */
/* input.c - whole files, with a limit on their size. */
#include "base/input.h"
#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static int set_missing(struct ci_error *error, const char *format, int reason)
{
    ci_error_set(error, format, strerror(reason));
    error->status = EXIT_NO_FILE;
    return -1;
}

static int read_all(int fd, struct ci_bytes *out, struct ci_error *error)
{
    size_t room = 0;
    for (;;) {
        if (out->size == room && ci_bytes_grow(out, &room, CI_INPUT_LIMIT, error))
            return -1;
        ssize_t got = read(fd, out->data + out->size, room - out->size);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return errno == EISDIR
                       ? ci_error_set(error, "a directory; name a profile, such as one in it")
                       : set_missing(error, "cannot be read: %s", errno);
        if (got > 0)
            out->size += (size_t)got;
    }
}

int ci_input_read(const char *path, struct ci_bytes *out, struct ci_error *error)
{
    *out = (struct ci_bytes){0};
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return set_missing(error, "cannot be opened: %s; name a profile file", errno);
    int status = read_all(fd, out, error);
    if (!is_stdin)
        close(fd);
    return status ? ci_bytes_drop(out) : 0;
}
