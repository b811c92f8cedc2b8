/* SPDX-License-Identifier: MIT */
/* message.c - the runtime's one way to speak: a line on stderr. */
#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

void ci_message(const char *text, const char *detail)
{
    int saved = errno;
    char line[1024];
    int length = detail ? snprintf(line, sizeof line, "cinstr: %s: %s\n", text, detail)
                        : snprintf(line, sizeof line, "cinstr: %s\n", text);
    if (length >= (int)sizeof line)
        length = sizeof line - 1;
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
        errno = 0; /* nobody listens; nothing else can be done */
    errno = saved;
}
