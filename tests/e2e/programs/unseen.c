/* SPDX-License-Identifier: MIT */
/* Prints everything about its process that a watcher could have changed. */
#define _GNU_SOURCE
#include "e2e.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/single_threaded.h>
#include <sys/wait.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

BARE static int count_entries(const char *path)
{
    DIR *directory = opendir(path);
    int count = 0;
    while (directory && readdir(directory))
        count++;
    closedir(directory);
    return count;
}

BARE static void print_signals(void)
{
    sigset_t mask, pending;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    sigpending(&pending);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action))
            continue;
        printf("%d%d%d%c", sigismember(&mask, number), sigismember(&pending, number),
               action.sa_handler != SIG_DFL, number % 16 ? ' ' : '\n');
    }
    printf("\n");
}

BARE static void print_limits(void)
{
    for (int kind = 0; kind < RLIMIT_NLIMITS; kind++) {
        struct rlimit limit;
        getrlimit(kind, &limit);
        printf("%lx %lx%c", (long)limit.rlim_cur, (long)limit.rlim_max, kind % 4 ? ' ' : '\n');
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    struct rusage children;
    leaf();
    expect_calls("leaf", 1);
    pid_t child = waitpid(-1, NULL, __WALL | WNOHANG);
    printf("children %d %s\n", (int)child, strerror(errno));
    printf("descriptors %d tasks %d single %d\n", count_entries("/proc/self/fd"),
           count_entries("/proc/self/task"), __libc_single_threaded);
    printf("leader %d session %d\n", getpgrp() == getpid(), getsid(0) == getpid());
    print_signals();
    print_limits();
    getrusage(RUSAGE_CHILDREN, &children);
    printf("inputs %ld\n", children.ru_inblock);
    if (argc > 1 && !strcmp(argv[1], "sleep")) {
        fflush(stdout);
        pause();
    }
    return 0;
}
