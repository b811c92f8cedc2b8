/* SPDX-License-Identifier: MIT */
/* place.c - see place.h. */
#define _GNU_SOURCE
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_LINKS = 40 };

int ci_place_lift(int fd)
{
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    int above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = errno;
    close(fd);
    errno = error;
    return above;
}

/* The number of the descriptor that the path names; -1: it names none. */
static int descriptor_of(const char *path)
{
    static const char *const prefixes[] = {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"};
    if (!strcmp(path, "/dev/stdout"))
        return STDOUT_FILENO;
    if (!strcmp(path, "/dev/stderr"))
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(path, prefixes[i], length) != 0)
            continue;
        int number = 0;
        const char *digit = path + length;
        for (; *digit >= '0' && *digit <= '9' && number < 1000000; digit++)
            number = number * 10 + (*digit - '0');
        return *digit || digit == path + length ? -1 : number;
    }
    return -1;
}

bool ci_place_is_stream(const char *path)
{
    struct stat status;
    if (descriptor_of(path) >= 0)
        return true;
    return !stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/* Root can do anything anyway; anybody else could have put the thing there as a trap. */
static bool is_trusted(const struct stat *status)
{
    return status->st_uid == geteuid() || status->st_uid == 0;
}

static const char *reason_of(int error)
{
    return strerrordesc_np(error);
}

/* Splits off the last component of `path`, enters its directory from `base`, and closes `base`. */
static const char *enter_directory(struct ci_place *place, int base, char *path)
{
    char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > NAME_MAX)
        return reason_of(ENAMETOOLONG);
    memcpy(place->name, name, length + 1);
    *name = '\0';
    place->directory = openat(base, slash ? path : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    if (base >= 0)
        close(base);
    if (place->directory < 0)
        return reason_of(error);
    if (!length || !strcmp(place->name, ".") || !strcmp(place->name, ".."))
        return reason_of(EISDIR);
    return NULL;
}

/* Opens the device or pipe that was seen under the name, and nothing that was put there since. */
static const char *open_stream(struct ci_place *place, const struct stat *seen)
{
    struct stat status;
    if (!is_trusted(seen))
        return "it belongs to another user";
    int flags = O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
    place->stream = ci_place_lift(openat(place->directory, place->name, flags));
    if (place->stream < 0)
        return reason_of(errno);
    if (!fstat(place->stream, &status) && status.st_dev == seen->st_dev &&
        status.st_ino == seen->st_ino)
        return NULL;
    close(place->stream);
    place->stream = -1;
    return "it was exchanged while it was opened";
}

static const char *open_descriptor(struct ci_place *place, int number)
{
    place->stream = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return place->stream < 0 ? reason_of(errno) : NULL;
}

/* CINSTR_OUT=%e leads to it, where the program was started from its own directory. */
static bool is_program(const struct stat *status)
{
    struct stat program;
    return !stat("/proc/self/exe", &program) && program.st_dev == status->st_dev &&
           program.st_ino == status->st_ino;
}

/*
 * Looks at what stands under the name. Returns a reason, or NULL; where it is a link to follow,
 * `path` is where it leads, else "".
 */
static const char *look(struct ci_place *place, char *path)
{
    struct stat status;
    *path = '\0';
    int fd = openat(place->directory, place->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? NULL : reason_of(errno);
    const char *reason = fstat(fd, &status) ? reason_of(errno) : NULL;
    if (!reason && S_ISDIR(status.st_mode))
        reason = reason_of(EISDIR);
    else if (!reason && S_ISLNK(status.st_mode)) {
        ssize_t length = readlinkat(fd, "", path, PATH_MAX - 1);
        path[length > 0 ? length : 0] = '\0';
        if (!is_trusted(&status))
            reason = "it is another user's symbolic link";
        else if (length <= 0)
            reason = reason_of(length ? errno : ENOENT);
    } else if (!reason && !S_ISREG(status.st_mode))
        reason = open_stream(place, &status);
    else if (!reason && is_program(&status))
        reason = "it is the program itself";
    close(fd);
    return reason;
}

static const char *follow(struct ci_place *place, char *path)
{
    for (int links = 0; links <= PLACE_LINKS; links++) {
        int base = links && *path != '/' ? place->directory : AT_FDCWD;
        if (base != place->directory)
            ci_place_leave(place);
        place->directory = -1;
        int number = descriptor_of(path);
        if (number >= 0)
            return open_descriptor(place, number);
        const char *reason = enter_directory(place, base, path);
        if (!reason)
            reason = look(place, path);
        if (reason || !*path)
            return reason;
    }
    return reason_of(ELOOP);
}

const char *ci_place_enter(struct ci_place *place, const char *path)
{
    char rest[PATH_MAX];
    *place = (struct ci_place){.directory = -1, .stream = -1};
    if (strlen(path) >= sizeof rest)
        return reason_of(ENAMETOOLONG);
    strcpy(rest, path);
    const char *reason = follow(place, rest);
    if (reason || place->stream >= 0)
        ci_place_leave(place);
    return reason;
}

void ci_place_leave(struct ci_place *place)
{
    if (place->directory >= 0)
        close(place->directory);
    place->directory = -1;
}
