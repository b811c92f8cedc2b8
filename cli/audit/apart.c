/* SPDX-License-Identifier: MIT */
/*
 * apart.c - reads DWARF in a child process and hands the bodies over through a pipe.
 *
 * The child sends a byte that tells success, then the text of an error, or whether there is DWARF,
 * the number of units, their files, the number of bodies, and for each body its numbers and
 * strings. Numbers are 8 bytes, strings end with a NUL.
 */
#include "audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_SECONDS = 120 }; /* of processor time; a GiB of DWARF takes less */

static void put_number(FILE *out, uint64_t number)
{
    fwrite(&number, sizeof number, 1, out);
}

static void put_text(FILE *out, const char *text)
{
    fwrite(text, strlen(text) + 1, 1, out);
}

static void put_bodies(FILE *out, const struct ci_audit_bodies *bodies)
{
    put_number(out, bodies->has_dwarf);
    put_number(out, bodies->n_units);
    for (size_t i = 0; i < bodies->n_units; i++)
        put_text(out, bodies->units[i]);
    put_number(out, bodies->n_bodies);
    for (size_t i = 0; i < bodies->n_bodies; i++) {
        const struct ci_audit_body *body = &bodies->bodies[i];
        put_number(out, body->address);
        put_number(out, body->line);
        put_number(out, body->unit);
        put_text(out, body->name);
        put_text(out, body->file);
    }
}

/* In the child: libdwarf may crash without a core dump or a message, and may not run forever. */
static _Noreturn void read_and_tell(int fd, int pipe, struct ci_pool *pool,
                                    const struct ci_audit_elf *elf)
{
    struct rlimit no_core = {0, 0}, seconds = {MAX_SECONDS, MAX_SECONDS};
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_CPU, &seconds);
    FILE *out = fdopen(pipe, "w");
    if (!out || !freopen("/dev/null", "w", stderr))
        _exit(EXIT_FAILURE);
    struct ci_audit_bodies bodies;
    struct ci_error error;
    if (ci_audit_read_dwarf(fd, pool, elf, &bodies, &error) == 0) {
        putc(1, out);
        put_bodies(out, &bodies);
    } else {
        putc(0, out);
        put_text(out, error.text);
    }
    _exit(fflush(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* What the child told, from AT to END. */
struct message {
    const char *at, *end;
    bool bad;
};

static uint64_t get_number(struct message *message)
{
    uint64_t number = 0;
    if ((size_t)(message->end - message->at) < sizeof number) {
        message->bad = true;
        return 0;
    }
    memcpy(&number, message->at, sizeof number);
    message->at += sizeof number;
    return number;
}

static const char *get_text(struct message *message)
{
    const char *text = message->at;
    const char *nul = memchr(text, 0, (size_t)(message->end - text));
    if (!nul) {
        message->bad = true;
        return "";
    }
    message->at = nul + 1;
    return text;
}

static void get_bodies(struct message *message, struct ci_pool *pool,
                       struct ci_audit_bodies *bodies)
{
    bodies->has_dwarf = get_number(message) != 0;
    uint64_t count = get_number(message);
    for (uint64_t i = 0; i < count && !message->bad; i++) {
        bodies->units = ci_pool_grow(pool, bodies->units, bodies->n_units, sizeof *bodies->units);
        bodies->units[bodies->n_units++] = get_text(message);
    }
    count = get_number(message);
    for (uint64_t i = 0; i < count && !message->bad; i++) {
        struct ci_audit_body body = {.address = get_number(message)};
        body.line = get_number(message);
        body.unit = get_number(message);
        body.name = get_text(message);
        body.file = get_text(message);
        message->bad |= body.unit >= bodies->n_units;
        bodies->bodies =
            ci_pool_grow(pool, bodies->bodies, bodies->n_bodies, sizeof *bodies->bodies);
        bodies->bodies[bodies->n_bodies++] = body;
    }
}

/* All that comes through the pipe, in the pool. */
static struct message receive(int pipe, struct ci_pool *pool)
{
    size_t size = 0, room = 1 << 16;
    char *buffer = ci_pool_alloc(pool, room, 1);
    for (;;) {
        ssize_t got = read(pipe, buffer + size, room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size += (size_t)got;
        if (size == room) {
            char *larger = ci_pool_alloc(pool, room, 2);
            memcpy(larger, buffer, size);
            buffer = larger;
            room *= 2;
        }
    }
    return (struct message){buffer, buffer + size, false};
}

int ci_audit_read_dwarf_apart(int fd, struct ci_pool *pool, const struct ci_audit_elf *elf,
                              struct ci_audit_bodies *bodies, struct ci_error *error)
{
    *bodies = (struct ci_audit_bodies){0};
    int ends[2];
    if (pipe(ends) != 0)
        return ci_error_set(error, "%s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        read_and_tell(fd, ends[1], pool, elf);
    }
    close(ends[1]);
    struct message message = receive(ends[0], pool);
    close(ends[0]);
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (child < 0)
        return ci_error_set(error, "no process to read its DWARF with; try again");
    if (status != 0 || message.at == message.end)
        return ci_error_set(error, "its DWARF is damaged: libdwarf fails on it; build it again");
    if (*message.at++ == 0)
        return ci_error_set(error, "%s", get_text(&message));
    get_bodies(&message, pool, bodies);
    return message.bad ? ci_error_set(error, "its DWARF is damaged; build it again") : 0;
}
