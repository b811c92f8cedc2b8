/* SPDX-License-Identifier: MIT */
/* The first event of a thread meets no memory. */
#include "e2e.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/resource.h>

static sem_t go;
static volatile long sum;

PROBED void leaf(void)
{
    __atomic_fetch_add(&sum, 1, __ATOMIC_RELAXED);
}

PROBED double work(double x, double y)
{
    for (int i = 0; i < 100; i++)
        leaf();
    return x * y;
}

BARE static void *thread(void *unused)
{
    sem_wait(&go);
    if (work(1.5, 4) != 6)
        __atomic_fetch_add(&sum, 1000000, __ATOMIC_RELAXED);
    return unused;
}

int main(void)
{
    static pthread_t threads[4];
    struct rlimit limit;
    sem_init(&go, 0, 0);
    printf("start\n");
    fflush(stdout);
    for (int i = 0; i < 4; i++)
        if (pthread_create(&threads[i], NULL, thread, NULL))
            return 1;
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = 1;
    setrlimit(RLIMIT_AS, &limit);
    for (int i = 0; i < 4; i++)
        sem_post(&go);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    printf("%ld\n", sum);
    return 3;
}
