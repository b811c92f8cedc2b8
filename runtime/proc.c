/* SPDX-License-Identifier: MIT */
/* proc.c - see proc.h. */
#include "proc.h"
#include "text.h"

#include <fcntl.h>
#include <unistd.h>

bool ci_proc_read(pid_t process, const char *file, char *bytes, size_t size)
{
    char path[64];
    struct ci_text text = ci_text_begin(path, sizeof path);
    ci_text_append_string(&text, "/proc/");
    ci_text_append_number(&text, (unsigned long)process);
    ci_text_append_string(&text, "/");
    ci_text_append_string(&text, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, bytes, size - 1);
    if (fd >= 0)
        close(fd);
    bytes[length > 0 ? length : 0] = '\0';
    return length > 0;
}
