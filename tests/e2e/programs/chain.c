/* SPDX-License-Identifier: MIT */
/* Becomes itself three times, by the C library or by the system call, and then stays. */
#define _GNU_SOURCE
#include "e2e.h"

#include <string.h>
#include <sys/syscall.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

int main(int argc, char **argv)
{
    char *arguments[] = {argv[0], argv[1], (char *)"a", (char *)"b", (char *)"c", NULL};
    leaf();
    if (argc < 5) {
        arguments[argc + 1] = NULL;
        if (!strcmp(argv[1], "library"))
            execv(argv[0], arguments);
        else
            syscall(SYS_execve, argv[0], arguments, environ);
        return 1;
    }
    printf("runs\n");
    fflush(stdout);
    pause();
    return 0;
}
