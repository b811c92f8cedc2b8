/* SPDX-License-Identifier: MIT */
/* Forks while other threads allocate; each child's blocks are its own. */
#include "e2e.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

enum { CHILDREN = 40, THREADS = 3 };

static atomic_int stop;
static void *volatile kept[3];

PROBED void *busy(void *argument)
{
    void *volatile block = NULL;
    while (!stop) {
        block = realloc(block, 100);
        free(block);
        block = malloc(64);
    }
    free(block);
    return argument;
}

PROBED void child(int number)
{
    for (int i = 0; i < 3; i++)
        kept[i] = malloc(1000 + (size_t)number);
    free(kept[1]);
}

int main(void)
{
    pthread_t threads[THREADS];
    void *volatile before = malloc(7777); /* the parent's: the child knows it */
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, busy, NULL))
            return 1;
    for (int i = 0; i < CHILDREN; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            free(before);
            child(i);
            expect_line("heap", "child", i);
            exit(0);
        }
        int status;
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
            return 2;
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("%p\n", before == NULL ? before : NULL);
    return 0;
}
