/* SPDX-License-Identifier: MIT */
/* client.c - see client.h; the protocol is told in runtime/watch/requests.c. */
#include "live/client.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENT_BLOCK = 64 << 10 };

/* Where watchers of this user have their sockets, the first choice first. */
static void directory_name(int choice, char path[static 64])
{
    const char *format = choice == 0 ? "/run/user/%u/cinstr" : "/tmp/cinstr-%u";
    snprintf(path, 64, format, (unsigned)geteuid());
}

/* Nobody else may have put a socket there that answers in the watcher's place. */
static bool is_own_directory(const char *path)
{
    struct stat status;
    return !lstat(path, &status) && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           !(status.st_mode & 077);
}

/* Connects to the watcher of a process; -1 with errno. */
static int connect_to(pid_t process)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char directory[64];
    int error = ENOENT;
    for (int choice = 0; choice < 2; choice++) {
        directory_name(choice, directory);
        if (!is_own_directory(directory))
            continue;
        snprintf(address.sun_path, sizeof address.sun_path, "%s/%d", directory, (int)process);
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof address))
            return fd;
        error = errno;
        if (fd >= 0)
            close(fd);
    }
    errno = error;
    return -1;
}

static int refuse(struct ci_error *error, pid_t process)
{
    if (kill(process, 0) && errno == ESRCH)
        return ci_error_set(error, "has ended");
    return ci_error_set(error, "has no watcher of this user; start it with 'cinstr run' or with "
                               "CINSTR_WATCH=on");
}

static int read_all(int fd, struct ci_bytes *out)
{
    size_t room = 0;
    for (;;) {
        if (room - out->size < CLIENT_BLOCK) {
            room = room ? room * 2 : CLIENT_BLOCK * 2;
            unsigned char *larger = realloc(out->data, room);
            if (!larger)
                return -1;
            out->data = larger;
        }
        ssize_t length = read(fd, out->data + out->size, room - out->size);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length < 0 ? -1 : 0;
        out->size += (size_t)length;
    }
}

/* Takes the first line off: "ok", or "error REASON". */
static int take_status(struct ci_bytes *out, struct ci_error *error)
{
    unsigned char *end = memchr(out->data, '\n', out->size);
    if (!end)
        return ci_error_set(error, "ended while it was asked");
    size_t length = (size_t)(end - out->data);
    if (length == 2 && !memcmp(out->data, "ok", 2)) {
        out->size -= length + 1;
        memmove(out->data, end + 1, out->size);
        return 0;
    }
    const size_t word = strlen("error ");
    if (length < word)
        return ci_error_set(error, "gave an answer that this version does not know");
    return ci_error_set(error, "gives no profile: %.*s", (int)(length - word),
                        (char *)out->data + word);
}

int ci_live_ask(pid_t process, const char *request, struct ci_bytes *out, struct ci_error *error)
{
    char line[32];
    *out = (struct ci_bytes){NULL, 0};
    int fd = connect_to(process);
    if (fd < 0)
        return refuse(error, process);
    int length = snprintf(line, sizeof line, "%s\n", request), status = -1;
    if (send(fd, line, (size_t)length, MSG_NOSIGNAL) != length || read_all(fd, out))
        ci_error_set(error, "cannot be asked: %s", strerror(errno));
    else
        status = take_status(out, error);
    close(fd);
    if (status) {
        free(out->data);
        *out = (struct ci_bytes){NULL, 0};
    }
    return status;
}

/* ---- By name ---- */

/* Whether the process's program has the name. */
static bool is_called(pid_t process, const char *name)
{
    struct ci_bytes answer;
    struct ci_error error;
    if (ci_live_ask(process, "info", &answer, &error))
        return false;
    const size_t word = strlen("name "), length = strlen(name);
    bool called = answer.size > word + length && !memcmp(answer.data, "name ", word) &&
                  !memcmp(answer.data + word, name, length) && answer.data[word + length] == '\n';
    free(answer.data);
    return called;
}

/* Counts the processes of that name in the directory, and leaves the last in `found`. */
static int search(const char *directory, const char *name, pid_t *found)
{
    int count = 0;
    DIR *sockets = is_own_directory(directory) ? opendir(directory) : NULL;
    for (struct dirent *entry; sockets && (entry = readdir(sockets));) {
        pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
        if (process > 0 && is_called(process, name)) {
            *found = process;
            count++;
        }
    }
    if (sockets)
        closedir(sockets);
    return count;
}

pid_t ci_live_find(const char *text, struct ci_error *error)
{
    char *end, directory[64];
    long number = strtol(text, &end, 10);
    pid_t found = 0;
    int count = 0;
    if (*text && !*end && number > 0 && number <= 0x7fffffff)
        return (pid_t)number;
    for (int choice = 0; choice < 2; choice++) {
        directory_name(choice, directory);
        count += search(directory, text, &found);
    }
    if (count == 1)
        return found;
    if (count == 0)
        ci_error_set(error, "no process of that name is watched; start it with 'cinstr run' or "
                            "with CINSTR_WATCH=on");
    else
        ci_error_set(error, "%d processes of that name are watched; give a process id", count);
    return 0;
}
