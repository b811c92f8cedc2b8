/* SPDX-License-Identifier: MIT */
/*
 * watchers.c - waits until the watchers of the program and of what it has forked have written.
 *
 * This process is the one that orphans below it go to, so the watchers are its children. A watcher
 * is called cinstr-PID after the process that it watches.
 */
#include "run/run.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void ci_run_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

enum { AWAIT_TRIES = 20, AWAIT_NANOS = 5000000 }; /* 100 ms in all */

/* The process that the child `id` of ours watches; 0: it is no watcher; -1: no child of ours. */
static pid_t watched_by(const char *id)
{
    char path[288], line[256] = "";
    long target = 0, parent = 0;
    snprintf(path, sizeof path, "/proc/%s/stat", id);
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    if (fgets(line, sizeof line, file) &&
        sscanf(line, "%*d (cinstr-%ld) %*c %ld", &target, &parent) != 2) {
        const char *end = strrchr(line, ')');
        target = 0;
        if (!end || sscanf(end, ") %*c %ld", &parent) != 1)
            parent = 0;
    }
    fclose(file);
    return parent == getpid() ? (pid_t)target : -1;
}

struct watched {
    int count;
    int alive;   /* of them, processes that run on */
    int orphans; /* children of ours that are no watchers */
};

static struct watched count_watchers(void)
{
    struct watched watched = {0, 0, 0};
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        pid_t target = isdigit((unsigned char)entry->d_name[0]) ? watched_by(entry->d_name) : -1;
        watched.count += target > 0;
        watched.alive += target > 0 && !kill(target, 0);
        watched.orphans += target == 0;
    }
    if (processes)
        closedir(processes);
    return watched;
}

/* A process that the program forked right before its end may have no watcher yet: it gets a moment
 * to start one. What was built without cinstr never does. */
static struct watched await_watchers(void)
{
    struct watched watched = count_watchers();
    for (int i = 0; watched.count == 0 && watched.orphans > 0 && i < AWAIT_TRIES; i++) {
        nanosleep(&(struct timespec){.tv_nsec = AWAIT_NANOS}, NULL);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        watched = count_watchers();
    }
    return watched;
}

static void note_interrupt(int number)
{
    (void)number; /* ends the wait */
}

bool ci_run_await(const char *program)
{
    struct sigaction interrupt = {.sa_handler = note_interrupt}, old;
    struct watched watched;
    bool told = false, any = false;
    sigaction(SIGINT, &interrupt, &old);
    while ((watched = await_watchers()).count > 0) {
        any = true;
        if (watched.alive && !told)
            fprintf(stderr,
                    "cinstr: %s: ended, but %d of its processes run on; waiting for their "
                    "profiles (interrupt to leave them)\n",
                    program, watched.alive);
        told |= watched.alive > 0;
        if (waitpid(-1, NULL, 0) < 0)
            break;
    }
    sigaction(SIGINT, &old, NULL);
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    return any;
}
