/* SPDX-License-Identifier: MIT */
/* Calls functions when there is no memory left at all. */
#include "e2e.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

PROBED void deeper(int n)
{
    leaf();
    if (n > 0)
        deeper(n - 1);
    leaf();
}

PROBED double late(double x)
{
    leaf();
    return x * 2;
}

static void *thread(void *unused)
{
    deeper(3);
    printf("%g\n", late(1.5));
    return unused;
}

int main(void)
{
    static pthread_t threads[4];
    struct rlimit limit;
    printf("start\n");
    fflush(stdout);
    /* Stacks are there before memory is gone. */
    deeper(3);
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = 1;
    setrlimit(RLIMIT_AS, &limit);
    for (size_t size = 1 << 30; size >= 4096; size /= 2)
        while (mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
            ;
    printf("%g\n", late(2.5));
    thread(threads);
    printf("%ld\n", sum);
    return 3;
}
