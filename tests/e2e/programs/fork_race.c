/* SPDX-License-Identifier: MIT */
/* fork while other threads make contexts: children are whole and count their own calls only. */
#include "e2e.h"

#include <pthread.h>
#include <sys/wait.h>

static volatile int stop;
static volatile long sum;

PROBED static void leaf(void)
{
    sum++;
}

PROBED static void path(unsigned seed, int depth)
{
    leaf();
    if (depth > 0 && seed & 1)
        path(seed >> 1, depth - 1);
    else if (depth > 0)
        path(seed >> 2, depth - 2);
}

BARE static void *busy(void *unused)
{
    for (unsigned i = 0; !stop; i++)
        path(i, 12);
    return unused;
}

PROBED static void in_child(int n)
{
    for (int i = 0; i < n; i++)
        leaf();
    __asm__ volatile("");
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, busy, NULL))
            return 1;
    for (int i = 1; i <= 30; i++) {
        pid_t child = fork();
        if (child == 0) {
            in_child(i);
            expect_calls("leaf", i);
            expect_calls("path", 0);
            expect_calls("in_child", 1);
            exit(i);
        }
        int status;
        waitpid(child, &status, 0);
        printf("%d\n", WEXITSTATUS(status));
        fflush(stdout);
    }
    stop = 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    expect_calls("in_child", 0);
    expect_calls("main", 1);
    return 0;
}
