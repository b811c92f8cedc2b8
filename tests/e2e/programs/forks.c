/* SPDX-License-Identifier: MIT */
/* fork in mid-stack, from main and from a thread; parent and children each count their own. */
#include "e2e.h"

#include <pthread.h>
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

/* The child returns through frames that the parent entered. */
PROBED int split(int depth)
{
    if (depth > 0)
        return split(depth - 1);
    repeat(1000);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        repeat(300);
        return 1;
    }
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    repeat(20);
    return 0;
}

PROBED void *thread(void *unused)
{
    repeat(7);
    if (split(2)) {
        expect_calls("leaf", 300);
        expect_edge("split", "repeat", 1);
        expect_calls("split", 0);
        expect_calls("thread", 0);
        exit(9);
    }
    return unused;
}

int main(void)
{
    if (split(3)) {
        repeat(5);
        expect_calls("leaf", 305);
        expect_edge("split", "repeat", 1);
        expect_edge("main", "repeat", 1);
        expect_calls("split", 0);
        expect_calls("main", 0);
        return 8;
    }
    pthread_t id;
    if (pthread_create(&id, NULL, thread, NULL) || pthread_join(id, NULL))
        return 1;
    expect_calls("leaf", 2 * 1020 + 7);
    expect_edge("main", "split", 1);
    expect_edge("thread", "split", 1);
    expect_edge("split", "split", 5);
    expect_edge("split", "repeat", 4);
    expect_edge("thread", "repeat", 1);
    expect_calls("main", 1);
    return 0;
}
