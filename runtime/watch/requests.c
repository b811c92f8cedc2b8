/* SPDX-License-Identifier: MIT */
/*
 * requests.c - the watcher's socket: a request is one line; the answer is a line "ok" or "error
 * REASON", then what was asked for, up to the end.
 *
 * It is /run/user/UID/cinstr/PID, or /tmp/cinstr-UID/PID if that directory does not exist. Only the
 * user may enter the directory, and the kernel says who has connected.
 */
#define _GNU_SOURCE
#include "watcher.h"
#include "../hide.h"
#include "../output.h"
#include "../session.h"
#include "../text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { REQUESTS_LINE = 64, REQUESTS_SECONDS = 5, REQUESTS_BACKLOG = 16 };

/* ---- The socket ---- */

/* Whether the directory exists, is accessible to the user alone, and is not a link. */
static bool is_own_directory(const char *path)
{
    struct stat status;
    return !lstat(path, &status) && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           !(status.st_mode & 077);
}

/* Leaves "DIRECTORY/" in the text; false: there is no directory that only the user can enter. */
static bool enter_directory(struct ci_text *path)
{
    char run[64];
    struct ci_text text = ci_text_begin(run, sizeof run);
    ci_text_append_string(&text, "/run/user/");
    ci_text_append_number(&text, geteuid());
    if (is_own_directory(run)) {
        ci_text_append_string(path, run);
        ci_text_append_string(path, "/cinstr");
    } else {
        ci_text_append_string(path, "/tmp/cinstr-");
        ci_text_append_number(path, geteuid());
    }
    mkdir(path->bytes, 0700);
    bool own = is_own_directory(path->bytes);
    ci_text_append_string(path, "/");
    return own;
}

/* 0: there is no such file. */
static ino_t inode_of(const char *path)
{
    struct stat status;
    return lstat(path, &status) ? 0 : status.st_ino;
}

void ci_requests_open(struct ci_watcher *watcher)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ci_text path = ci_text_begin(address.sun_path, sizeof address.sun_path);
    if (!enter_directory(&path))
        return;
    ci_text_append_number(&path, (unsigned long)watcher->program);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !path.fits)
        return;
    unlink(address.sun_path); /* of a process that had this id before */
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, REQUESTS_BACKLOG)) {
        close(fd);
        return;
    }
    memcpy(watcher->socket, address.sun_path, sizeof watcher->socket);
    watcher->socket_file = inode_of(watcher->socket);
    watcher->listener = fd;
}

/* After an exec, the socket there may already belong to the new program's watcher. */
void ci_requests_close(struct ci_watcher *watcher)
{
    if (watcher->listener >= 0 && inode_of(watcher->socket) == watcher->socket_file)
        unlink(watcher->socket);
}

/* ---- The answers ---- */

enum ci_request ci_requests_parse(const char *line, size_t length)
{
    static const struct {
        const char *word;
        enum ci_request request;
    } words[] = {
        {"info\n", CI_REQUEST_INFO},   {"prof\n", CI_REQUEST_PROF}, {"heap\n", CI_REQUEST_HEAP},
        {"reset\n", CI_REQUEST_RESET}, {"wait\n", CI_REQUEST_WAIT}, {"block\n", CI_REQUEST_BLOCK},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && !memcmp(words[i].word, line, length))
            return words[i].request;
    return CI_REQUEST_UNKNOWN;
}

static void send_text(int fd, const char *text)
{
    size_t length = strlen(text);
    while (length) {
        ssize_t sent = send(fd, text, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        text += sent;
        length -= (size_t)sent;
    }
}

static void refuse(int fd, const char *reason)
{
    send_text(fd, "error ");
    send_text(fd, reason);
    send_text(fd, "\n");
}

/* The profile goes into this process's own memory first, so that a slow reader delays nobody. */
static void send_profile(int fd, enum ci_kind kind)
{
    static const char *const reasons[CI_KINDS] = {"no code with probes",
                                                  "no code with allocation probes",
                                                  "no thread has waited for another"};
    if (!ci_session_has(kind)) {
        refuse(fd, reasons[kind]);
        return;
    }
    int memory = memfd_create("cinstr", MFD_CLOEXEC);
    const char *reason = memory < 0 ? strerrordesc_np(errno) : ci_session_write_fd(kind, memory);
    if (reason) {
        refuse(fd, reason);
    } else {
        off_t at = 0, size = lseek(memory, 0, SEEK_CUR);
        send_text(fd, "ok\n");
        while (at < size && sendfile(fd, memory, &at, (size_t)(size - at)) > 0)
            ;
    }
    close(memory);
}

static void send_info(int fd)
{
    send_text(fd, "ok\nname ");
    send_text(fd, ci_output_program());
    send_text(fd, ci_session_has(CI_KIND_PROF) ? "\nprof yes" : "\nprof no");
    send_text(fd, ci_session_has(CI_KIND_HEAP) ? "\nheap yes\n" : "\nheap no\n");
}

static void reset(int fd)
{
    ci_session_lock();
    ci_hide_reset();
    ci_session_unlock();
    send_text(fd, "ok\n");
}

/* Keeps the connection; if there is no room, the client that waits asks again. */
static bool keep(struct ci_watcher *watcher, int fd)
{
    for (int i = 0; i < CI_WATCHER_WAITERS; i++)
        if (watcher->waiters[i] < 0) {
            watcher->waiters[i] = fd;
            return true;
        }
    return false;
}

/* Returns whether the connection stays. */
static bool answer(struct ci_watcher *watcher, int fd)
{
    char line[REQUESTS_LINE];
    ssize_t length = recv(fd, line, sizeof line, 0);
    switch (ci_requests_parse(line, length > 0 ? (size_t)length : 0)) {
    case CI_REQUEST_INFO:
        send_info(fd);
        return false;
    case CI_REQUEST_PROF:
        send_profile(fd, CI_KIND_PROF);
        return false;
    case CI_REQUEST_HEAP:
        send_profile(fd, CI_KIND_HEAP);
        return false;
    case CI_REQUEST_BLOCK:
        send_profile(fd, CI_KIND_BLOCK);
        return false;
    case CI_REQUEST_RESET:
        reset(fd);
        return false;
    case CI_REQUEST_WAIT:
        return keep(watcher, fd);
    default:
        refuse(fd, "unknown request");
        return false;
    }
}

/* Whether the client is a process of the user or of root. */
static bool is_allowed(int fd)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) &&
           (who.uid == geteuid() || who.uid == 0);
}

void ci_requests_answer(struct ci_watcher *watcher)
{
    const struct timeval limit = {.tv_sec = REQUESTS_SECONDS};
    volatile int fd = accept4(watcher->listener, NULL, NULL, SOCK_CLOEXEC);
    volatile bool kept = false;
    if (fd < 0)
        return;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    watcher->may_fault = true;
    if (sigsetjmp(watcher->fault, 1)) {
        ci_session_unlock();
        refuse(fd, "the program was changing what was read; ask again");
    } else if (is_allowed(fd)) {
        kept = answer(watcher, fd);
    }
    watcher->may_fault = false;
    if (!kept)
        close(fd);
}
