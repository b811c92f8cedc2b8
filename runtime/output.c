/* SPDX-License-Identifier: MIT */
/* output.c - the output's name, and its way to the disk: beside the target, then renamed over it.
 */
#define _GNU_SOURCE
#include "output.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Text in a buffer of fixed size; `fits` turns false for good when something did not. */
struct output_text {
    char *bytes;
    size_t size;
    size_t length;
    bool fits;
};

static void output_append(struct output_text *text, const char *more, size_t length)
{
    if (text->length + length >= text->size) {
        text->fits = false;
        return;
    }
    memcpy(text->bytes + text->length, more, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static void output_append_string(struct output_text *text, const char *more)
{
    output_append(text, more, strlen(more));
}

static void output_append_pid(struct output_text *text)
{
    char digits[24], *end = digits + sizeof digits, *first = end;
    unsigned long pid = (unsigned long)getpid();
    do
        *--first = (char)('0' + pid % 10);
    while (pid /= 10);
    output_append(text, first, (size_t)(end - first));
}

/* Appends what a letter of the template stands for; false: no such letter. */
static bool output_append_letter(struct output_text *text, char letter, const char *kind)
{
    switch (letter) {
    case 'e':
        output_append_string(text, *program_invocation_short_name ? program_invocation_short_name
                                                                  : "program");
        return true;
    case 'p':
        output_append_pid(text);
        return true;
    case 't':
        output_append_string(text, kind);
        return true;
    case '%':
        output_append(text, "%", 1);
        return true;
    default:
        return false;
    }
}

/* Puts "." and a word, or the process id, before the name's ".pb.gz", or at its end. */
static void output_tell_apart(struct output_text *text, const char *word)
{
    static const char extension[] = ".pb.gz";
    const size_t tail = sizeof extension - 1;
    bool extended = text->length > tail && !strcmp(text->bytes + text->length - tail, extension);
    if (extended)
        text->bytes[text->length -= tail] = '\0';
    output_append(text, ".", 1);
    if (word)
        output_append_string(text, word);
    else
        output_append_pid(text);
    if (extended)
        output_append_string(text, extension);
}

/* A device or pipe is written to as it is: there is no file that could be replaced. */
static bool output_is_special(const char *path)
{
    struct stat status;
    return !stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

bool ci_output_path(char *path, size_t size, const char *template, const char *kind, bool forked)
{
    struct output_text text = {.bytes = path, .size = size, .fits = size > 0};
    bool pid = false, told = false;
    for (; *template && text.fits; template ++) {
        if (*template != '%') {
            output_append(&text, template, 1);
            continue;
        }
        pid |= *++template == 'p';
        told |= *template == 't';
        if (!output_append_letter(&text, *template, kind))
            return false;
    }
    if (!text.fits || !text.length)
        return false;
    if (output_is_special(path)) {
        if (!told && strcmp(kind, "prof") != 0)
            *path = '\0';
        return true;
    }
    if (!told && strcmp(kind, "prof") != 0)
        output_tell_apart(&text, kind);
    if (forked && !pid)
        output_tell_apart(&text, NULL);
    return text.fits;
}

static void output_complain(const char *path, const char *reason)
{
    char what[PATH_MAX + 32];
    struct output_text text = {.bytes = what, .size = sizeof what, .fits = true};
    output_append_string(&text, "cannot write ");
    output_append_string(&text, path);
    ci_message(what, reason);
}

/* Signals that a write may send to us: past a size limit, and into a pipe without a reader. */
struct output_signals {
    sigset_t mine; /* those of them that were not pending before */
    sigset_t mask; /* the thread's own */
};

static void output_hold_signals(struct output_signals *signals)
{
    static const int sent[] = {SIGXFSZ, SIGPIPE};
    sigset_t held, pending;
    sigemptyset(&held);
    sigemptyset(&signals->mine);
    sigpending(&pending);
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        sigaddset(&held, sent[i]);
        if (!sigismember(&pending, sent[i]))
            sigaddset(&signals->mine, sent[i]);
    }
    pthread_sigmask(SIG_BLOCK, &held, &signals->mask);
}

/* Takes away the signals that our writes have sent, then lets others through again. */
static void output_drop_signals(const struct output_signals *signals)
{
    const struct timespec now = {0, 0};
    int signal;
    do
        signal = sigtimedwait(&signals->mine, NULL, &now);
    while (signal > 0 || errno == EINTR);
    pthread_sigmask(SIG_SETMASK, &signals->mask, NULL);
}

/*
 * Opens a file above the standard streams: a program that has closed one of them must not find
 * the profile in its place.
 */
static int output_open(const char *path, int flags)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | flags, 0666);
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    int above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = errno;
    close(fd);
    errno = error;
    return above;
}

/* What to write: a snapshot, or without one the sum of the parts. */
struct output_source {
    const struct ci_snapshot *snapshot;
    const char *const *parts;
    int part_count;
};

static const char *output_merge(const struct output_source *source, int fd)
{
    struct ci_arena arena = {0};
    const char *reason = ci_pprof_merge(&arena, source->parts, source->part_count, fd);
    ci_arena_release(&arena);
    return reason;
}

/* Writes and closes; NULL or the reason of a failure. */
static const char *output_fill(const struct output_source *source, int fd)
{
    if (fd < 0)
        return strerrordesc_np(errno);
    const char *reason =
        source->snapshot ? ci_pprof_write(source->snapshot, fd) : output_merge(source, fd);
    /* A network file system may tell a full disk at the end only. */
    if (close(fd) && errno != EINTR && !reason)
        reason = strerrordesc_np(errno);
    return reason;
}

static const char *output_replace(const struct output_source *source, const char *path)
{
    char temporary[PATH_MAX];
    struct output_text text = {.bytes = temporary, .size = sizeof temporary, .fits = true};
    output_append_string(&text, path);
    output_append(&text, ".", 1);
    output_append_pid(&text);
    output_append_string(&text, ".tmp");
    if (!text.fits)
        return strerrordesc_np(ENAMETOOLONG);

    int fd = output_open(temporary, O_CREAT | O_EXCL);
    if (fd < 0 && errno == EEXIST) {
        /* Left over by a killed process that had our id. */
        unlink(temporary);
        fd = output_open(temporary, O_CREAT | O_EXCL);
    }
    if (fd < 0)
        return strerrordesc_np(errno);
    const char *reason = output_fill(source, fd);
    if (!reason && rename(temporary, path))
        reason = strerrordesc_np(errno);
    if (reason)
        unlink(temporary);
    return reason;
}

static bool output_deliver(const struct output_source *source, const char *path)
{
    int error = errno;
    struct output_signals signals;
    char resolved[PATH_MAX];
    const char *reason;
    output_hold_signals(&signals);
    if (output_is_special(path))
        reason = output_fill(source, output_open(path, 0));
    else /* a symbolic link stays one: what it leads to is replaced */
        reason = output_replace(source, realpath(path, resolved) ? resolved : path);
    output_drop_signals(&signals);
    if (reason)
        output_complain(path, reason);
    errno = error;
    return !reason;
}

bool ci_output_write(const struct ci_snapshot *snapshot, const char *path)
{
    return output_deliver(&(struct output_source){.snapshot = snapshot}, path);
}

bool ci_output_merge(const char *const *parts, int count, const char *path)
{
    return output_deliver(&(struct output_source){.parts = parts, .part_count = count}, path);
}
