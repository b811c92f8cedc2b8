/* SPDX-License-Identifier: MIT */
/* Processes made by system calls: the child calls leaf three times, the parent 15 times in all. */
#define _GNU_SOURCE
#include "e2e.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

PROBED void repeat(long n)
{
    for (long i = 0; i < n; i++)
        leaf();
}

BARE static int count_and_exit(void *unused)
{
    (void)unused;
    repeat(3);
    exit(4);
}

BARE static int leave(void *unused)
{
    (void)unused;
    _exit(4);
}

BARE static pid_t make(const char *how)
{
    static char stack[65536] __attribute__((aligned(16)));
    if (!strcmp(how, "clone"))
        return clone(count_and_exit, stack + sizeof stack, SIGCHLD, NULL);
    if (!strcmp(how, "clone_vm"))
        return clone(leave, stack + sizeof stack, SIGCHLD | CLONE_VM, NULL);
    if (!strcmp(how, "vfork")) {
        pid_t child = vfork();
        if (child == 0)
            _exit(4);
        return child;
    }
    pid_t child = !strcmp(how, "_Fork") ? _Fork() : (pid_t)syscall(SYS_fork);
    if (child == 0)
        count_and_exit(NULL);
    return child;
}

int main(int argc, char **argv)
{
    int status;
    repeat(10);
    pid_t child = make(argc > 1 ? argv[1] : "fork");
    waitpid(child, &status, 0);
    repeat(5);
    printf("%d\n", (int)child);
    expect_calls("leaf", 15);
    return WEXITSTATUS(status) == 4 ? 0 : 1;
}
