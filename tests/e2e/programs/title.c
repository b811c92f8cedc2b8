/* SPDX-License-Identifier: MIT */
/* Writes a title over arguments and environment, as servers do. */
#include "e2e.h"

#include <string.h>

extern char **environ;
static volatile long sum;

PROBED void work(void)
{
    sum++;
}

int main(int argc, char **argv)
{
    static char *none[] = {NULL};
    char *end = argv[argc - 1] + strlen(argv[argc - 1]);
    for (int i = 0; environ[i]; i++)
        end = environ[i] + strlen(environ[i]);
    environ = none;
    memset(argv[0], 0, (size_t)(end - argv[0]));
    strcpy(argv[0], "server: worker process /usr/sbin/server");
    work();
    return 0;
}
