/* SPDX-License-Identifier: MIT */
/*
 * threads ALIVE SHORT: so many threads at once, each in one function, then so many one after the
 * other. Prints the resident memory in KiB with the first ones alive, after them, and at the end.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t all_run, all_end;

static __attribute__((noinline)) void work(void)
{
    __asm__ volatile("");
}

static void *live(void *none)
{
    work();
    pthread_barrier_wait(&all_run);
    pthread_barrier_wait(&all_end);
    return none;
}

static void *pass(void *none)
{
    work();
    return none;
}

static long resident(void)
{
    long size = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2)
        exit(1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static pthread_t start(void *(*function)(void *))
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 64 << 10);
    if (pthread_create(&thread, &attributes, function, NULL))
        exit(1);
    pthread_attr_destroy(&attributes);
    return thread;
}

int main(int argc, char **argv)
{
    unsigned alive = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    long brief = argc > 2 ? atol(argv[2]) : 0;
    pthread_t *threads = malloc((alive + 1) * sizeof *threads);
    pthread_barrier_init(&all_run, NULL, alive + 1);
    pthread_barrier_init(&all_end, NULL, alive + 1);
    for (unsigned i = 0; i < alive; i++)
        threads[i] = start(live);
    pthread_barrier_wait(&all_run);
    printf("%ld", resident());
    pthread_barrier_wait(&all_end);
    for (unsigned i = 0; i < alive; i++)
        pthread_join(threads[i], NULL);
    printf(" %ld", resident());
    for (long i = 0; i < brief; i++)
        pthread_join(start(pass), NULL);
    printf(" %ld\n", resident());
    free(threads);
    return 0;
}
