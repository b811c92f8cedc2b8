/* SPDX-License-Identifier: MIT */
/* output.c - writes a profile beside its target and renames it. */
#define _GNU_SOURCE
#include "output.h"
#include "message.h"
#include "place.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void output_complain(const char *path, const char *reason)
{
    char what[PATH_MAX + 32];
    struct ci_text text = ci_text_begin(what, sizeof what);
    ci_text_append_string(&text, "cannot write ");
    ci_text_append_string(&text, path);
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

/* What to write: a snapshot, or without one the sum of the parts. */
struct output_source {
    const struct ci_snapshot *snapshot;
    const char *const *parts;
    int part_count;
    char *collection; /* the path, to be changed where a file has it; NULL: that is replaced */
    size_t collection_size;
};

enum { OUTPUT_TEMPORARY_SIZE = 32 };

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
    /* A network file system may report a full disk only at the end. */
    if (close(fd) && errno != EINTR && !reason)
        reason = strerrordesc_np(errno);
    return reason;
}

/* A name that nobody can guess, as short as any that may be replaced. */
static void output_temporary(char name[static OUTPUT_TEMPORARY_SIZE])
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) != sizeof bits) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        bits = ((uint64_t)now.tv_nsec << 32) ^ (uint64_t)getpid() ^ (uintptr_t)name;
    }
    struct ci_text text = ci_text_begin(name, OUTPUT_TEMPORARY_SIZE);
    ci_text_append_string(&text, ".cinstr-");
    for (int i = 0; i < 12; i++, bits /= sizeof letters - 1)
        ci_text_append(&text, &letters[bits % (sizeof letters - 1)], 1);
    ci_text_append_string(&text, ".tmp");
}

/* Opens a new file in the place's directory; its name is left in `name`. */
static int output_create(const struct ci_place *place, char name[static OUTPUT_TEMPORARY_SIZE])
{
    int fd;
    do {
        output_temporary(name);
        fd = openat(place->directory, name,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0666);
    } while (fd < 0 && errno == EEXIST);
    return ci_place_lift(fd);
}

/* Gives a complete file its name unless the name is taken; as rename. */
static int output_claim(const struct ci_place *place, const char *temporary)
{
    const unsigned no_replace = 1;
    if (syscall(SYS_renameat2, place->directory, temporary, place->directory, place->name,
                no_replace) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    /* This file system cannot do that; link refuses if the name exists. */
    if (linkat(place->directory, temporary, place->directory, place->name, 0))
        return -1;
    unlinkat(place->directory, temporary, 0);
    return 0;
}

/* Ends the path after its stem with "-N" and the extension. */
static bool output_number(char *path, size_t size, size_t stem, unsigned number, bool extended)
{
    struct ci_text text = ci_text_after(path, size, stem);
    ci_text_append(&text, "-", 1);
    ci_text_append_number(&text, number);
    if (extended)
        ci_text_append_string(&text, CI_OUTPUT_EXTENSION);
    return text.fits;
}

/* Gives a complete file the name of the place, or in a collection the next that is free. */
static const char *output_name(const struct output_source *source, struct ci_place *place,
                               const char *temporary)
{
    if (!source->collection)
        return renameat(place->directory, temporary, place->directory, place->name)
                   ? strerrordesc_np(errno)
                   : NULL;
    size_t name = ci_output_stem(place->name), path = ci_output_stem(source->collection);
    bool extended = place->name[name];
    for (unsigned number = 2; output_claim(place, temporary); number++) {
        if (errno != EEXIST)
            return strerrordesc_np(errno);
        if (!output_number(place->name, sizeof place->name, name, number, extended) ||
            !output_number(source->collection, source->collection_size, path, number, extended))
            return strerrordesc_np(ENAMETOOLONG);
    }
    return NULL;
}

static const char *output_replace(const struct output_source *source, struct ci_place *place)
{
    char temporary[OUTPUT_TEMPORARY_SIZE];
    int fd = output_create(place, temporary);
    if (fd < 0)
        return strerrordesc_np(errno);
    const char *reason = output_fill(source, fd);
    if (!reason)
        reason = output_name(source, place, temporary);
    if (reason)
        unlinkat(place->directory, temporary, 0);
    return reason;
}

static const char *output_to(const struct output_source *source, const char *path)
{
    struct ci_place place;
    const char *reason = ci_place_enter(&place, path);
    if (!reason && place.stream >= 0)
        return output_fill(source, place.stream);
    if (!reason)
        reason = output_replace(source, &place);
    ci_place_leave(&place);
    return reason;
}

static bool output_deliver(const struct output_source *source, const char *path)
{
    int error = errno;
    struct output_signals signals;
    output_hold_signals(&signals);
    const char *reason = output_to(source, path);
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

bool ci_output_collect(const struct ci_snapshot *snapshot, char *path, size_t size)
{
    struct output_source source = {
        .snapshot = snapshot, .collection = path, .collection_size = size};
    return output_deliver(&source, path);
}

bool ci_output_merge(const char *const *parts, int count, const char *path)
{
    return output_deliver(&(struct output_source){.parts = parts, .part_count = count}, path);
}
