/* SPDX-License-Identifier: MIT */
/* A server that gives up root's rights, is taken over, and leaves traps where its profile goes. */
#define _GNU_SOURCE
#include "e2e.h"

#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

BARE static void lay_traps(void)
{
    char place[4096];
    snprintf(place, sizeof place, "%s", getenv("CINSTR_OUT"));
    char *slash = strrchr(place, '/');
    if (!slash)
        abort();
    *slash = '\0';
    if (chdir(place) || symlink("/etc/shadow", "link.pb.gz") || mkfifo("fifo.pb.gz", 0666) ||
        link("fifo.pb.gz", "other.pb.gz"))
        abort();
}

int main(int argc, char **argv)
{
    leaf();
    if (setgroups(0, NULL) || setgid(65534) || setuid(65534))
        return 1;
    leaf();
    lay_traps();
    if (argc > 1 && !strcmp(argv[1], "kill")) {
        usleep(1200000); /* the watcher has no more rights by now either */
        raise(SIGKILL);
    }
    return 5;
}
