/* SPDX-License-Identifier: MIT */
/* client.c - see client.h; the protocol is told in runtime/watch/requests.c. */
#include "live/client.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENT_BLOCK = 64 << 10 };

/* ---- Where watchers have their sockets ---- */

struct place {
    char path[64];
    uid_t user; /* whose */
};

/* Takes a place; returns whether it was the one that was looked for. */
typedef bool place_visitor(const struct place *place, void *context);

/* Nobody but its user may have put a socket there that answers in the watcher's place. */
static bool is_own_directory(const struct place *place)
{
    struct stat status;
    return !lstat(place->path, &status) && S_ISDIR(status.st_mode) &&
           status.st_uid == place->user && !(status.st_mode & 077);
}

static bool visit(const char *format, uid_t user, place_visitor *visitor, void *context)
{
    struct place place = {.user = user};
    snprintf(place.path, sizeof place.path, format, (unsigned)user);
    return is_own_directory(&place) && visitor(&place, context);
}

/* Those of other users: what is called PREFIX and a user's number in the directory. */
static bool visit_others(const char *directory, const char *prefix, const char *format,
                         place_visitor *visitor, void *context)
{
    DIR *entries = opendir(directory);
    const size_t length = strlen(prefix);
    bool found = false;
    for (struct dirent *entry; !found && entries && (entry = readdir(entries));) {
        char *end;
        if (strncmp(entry->d_name, prefix, length) != 0)
            continue;
        unsigned long user = strtoul(entry->d_name + length, &end, 10);
        if (entry->d_name[length] && !*end && user <= UINT32_MAX && user != geteuid())
            found = visit(format, (uid_t)user, visitor, context);
    }
    if (entries)
        closedir(entries);
    return found;
}

/* The user's first; root may look at the others', too. */
static bool visit_places(place_visitor *visitor, void *context)
{
    static const char first[] = "/run/user/%u/cinstr", second[] = "/tmp/cinstr-%u";
    return visit(first, geteuid(), visitor, context) ||
           visit(second, geteuid(), visitor, context) ||
           (geteuid() == 0 && (visit_others("/run/user", "", first, visitor, context) ||
                               visit_others("/tmp", "cinstr-", second, visitor, context)));
}

/* ---- To ask ---- */

struct connection {
    pid_t process;
    int fd;
    int error;
};

static bool try_connect(const struct place *place, void *context)
{
    struct connection *connection = context;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/%d", place->path,
             (int)connection->process);
    connection->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd >= 0 &&
        !connect(connection->fd, (struct sockaddr *)&address, sizeof address))
        return true;
    connection->error = errno;
    if (connection->fd >= 0)
        close(connection->fd);
    return false;
}

/* Connects to the watcher of a process; -1 with errno. */
static int connect_to(pid_t process)
{
    struct connection connection = {.process = process, .error = ENOENT};
    if (visit_places(try_connect, &connection))
        return connection.fd;
    errno = connection.error;
    return -1;
}

/* Watchers of this user go without a socket where somebody else was there before them. */
static int tell_taken(struct ci_error *error)
{
    struct place place = {.user = geteuid()};
    struct stat status;
    snprintf(place.path, sizeof place.path, "/tmp/cinstr-%u", (unsigned)geteuid());
    if (lstat(place.path, &status) || is_own_directory(&place))
        return 0;
    return ci_error_set(error,
                        "cannot be asked: %s is not a directory that only you can enter; "
                        "remove it and start the program again",
                        place.path);
}

static int refuse(struct ci_error *error, pid_t process)
{
    if (kill(process, 0) && errno == ESRCH)
        return ci_error_set(error, "has ended");
    if (tell_taken(error))
        return -1;
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

struct search {
    const char *name;
    pid_t found; /* the last */
    int count;
};

/* The socket of a watcher that was killed, or that had no more right to remove it. */
static void remove_if_left(const struct place *place, pid_t process)
{
    char path[sizeof place->path + 16];
    snprintf(path, sizeof path, "%s/%d", place->path, (int)process);
    if (kill(process, 0) && errno == ESRCH)
        unlink(path);
}

static bool search(const struct place *place, void *context)
{
    struct search *search = context;
    DIR *sockets = opendir(place->path);
    for (struct dirent *entry; sockets && (entry = readdir(sockets));) {
        pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
        if (process <= 0)
            continue;
        if (is_called(process, search->name)) {
            search->found = process;
            search->count++;
        } else {
            remove_if_left(place, process);
        }
    }
    if (sockets)
        closedir(sockets);
    return false;
}

pid_t ci_live_find(const char *text, struct ci_error *error)
{
    char *end;
    long number = strtol(text, &end, 10);
    struct search found = {.name = text};
    if (*text && !*end && number > 0 && number <= 0x7fffffff)
        return (pid_t)number;
    visit_places(search, &found);
    if (found.count == 1)
        return found.found;
    if (found.count == 0)
        ci_error_set(error, "no process of that name is watched; start it with 'cinstr run' or "
                            "with CINSTR_WATCH=on");
    else
        ci_error_set(error, "%d processes of that name are watched; give a process id",
                     found.count);
    return 0;
}
