/* SPDX-License-Identifier: MIT */
/* message.c - the runtime's one way to speak: a line on stderr. */
#include "message.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file that standard error was at the start. Written once. */
static struct stat noted;
static enum { NOT_NOTED, OPEN, CLOSED } state;

void ci_message_note_stderr(void)
{
    state = fstat(STDERR_FILENO, &noted) ? CLOSED : OPEN;
}

/* A program that closes standard error may find a data file or a connection in its place. */
static bool is_stderr(void)
{
    struct stat now;
    if (state == NOT_NOTED)
        return true;
    return state == OPEN && !fstat(STDERR_FILENO, &now) && now.st_dev == noted.st_dev &&
           now.st_ino == noted.st_ino;
}

void ci_message(const char *text, const char *detail)
{
    int saved = errno;
    char line[1024];
    int length = detail ? snprintf(line, sizeof line, "cinstr: %s: %s\n", text, detail)
                        : snprintf(line, sizeof line, "cinstr: %s\n", text);
    if (length >= (int)sizeof line)
        length = sizeof line - 1;
    if (length > 0 && is_stderr() && write(STDERR_FILENO, line, (size_t)length) < 0)
        errno = 0; /* nobody listens; nothing else can be done */
    errno = saved;
}
