/* SPDX-License-Identifier: MIT */
/* A program with something to print and something to count. */
#include "e2e.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

int main(int argc, char **argv)
{
    for (int i = 0; i < 1000; i++)
        leaf();
    printf("%ld\n", sum);
    expect_calls("leaf", 1000);
    expect_edge("main", "leaf", 1000);
    if (argc > 1 && !strcmp(argv[1], "chdir") && (mkdir("elsewhere", 0777) || chdir("elsewhere")))
        return 1;
    if (argc > 1 && !strcmp(argv[1], "close"))
        for (int fd = 0; fd < 10; fd++)
            close(fd);
    return 5;
}
