/* SPDX-License-Identifier: MIT */
/* outfile.c - temporary file, then rename. */
#include "base/outfile.h"
#include "base/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t written = write(fd, data, size);
        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

/* What open(2) would have made of 0666. */
static mode_t default_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* A device, a pipe or /dev/stdout is written to: it is a place, which a file must not replace. */
static int write_in_place(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
    int reason = fd < 0 || write_all(fd, data, size) ? errno : 0;
    if (fd >= 0 && close(fd) && !reason)
        reason = errno;
    return reason;
}

/* Returns 0, or what errno is. */
static int replace(const char *path, const void *data, size_t size)
{
    struct ci_pool pool = {0};
    char *temporary = ci_pool_format(&pool, "%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    int reason = fd < 0 ? errno : 0;
    if (fd >= 0) {
        /* A close that fails has lost data as a write does. */
        if (write_all(fd, data, size) || fchmod(fd, default_mode()))
            reason = errno;
        if (close(fd) && !reason)
            reason = errno;
        if (!reason && rename(temporary, path))
            reason = errno;
        if (reason)
            unlink(temporary);
    }
    ci_pool_deinit(&pool);
    return reason;
}

int ci_outfile_write(const char *path, const void *data, size_t size, struct ci_error *error)
{
    struct stat status;
    bool in_place =
        stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
    /* A name of an open descriptor leads to whatever that is, a file too. */
    in_place |= strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/self/fd/", 14) == 0 ||
                strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/stderr") == 0;
    int reason = in_place ? write_in_place(path, data, size) : replace(path, data, size);
    if (!reason)
        return 0;
    return ci_error_set(error, "cannot be written: %s; name a file in a directory that is there",
                        strerror(reason));
}

int ci_outfile_deliver(const char *path, const void *data, size_t size)
{
    struct ci_error error;
    if (path)
        return ci_outfile_write(path, data, size, &error) ? ci_error_print(path, &error) : 0;
    fflush(stdout);
    if (write_all(STDOUT_FILENO, data, size) == 0)
        return 0;
    ci_error_set(&error, "cannot be written: %s", strerror(errno));
    return ci_error_print("standard output", &error);
}
