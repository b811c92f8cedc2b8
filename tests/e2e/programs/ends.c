/* SPDX-License-Identifier: MIT */
/* The ways to end a process: those that run destructors leave a profile. */
#include "e2e.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile long sum;

PROBED static void leaf(void)
{
    sum++;
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    for (int i = 0; i < 10; i++)
        leaf();
    expect_calls("leaf", 10);
    if (!strcmp(how, "_exit"))
        _exit(4);
    if (!strcmp(how, "quick_exit"))
        quick_exit(4);
    if (!strcmp(how, "abort"))
        abort();
    if (!strcmp(how, "kill"))
        raise(SIGTERM);
    if (!strcmp(how, "exec"))
        execl("/bin/true", "true", (char *)NULL);
    return 4;
}
