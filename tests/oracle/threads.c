/* SPDX-License-Identifier: MIT */
/* Four threads at a time, or as many as the argument says, that fight for one lock, in waves of
 * different thread functions, of which one makes and joins threads itself. How they interleave is
 * chance; what each calls is not. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS_MAX = 16, WAVES = 3, STEPS = 20000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static unsigned long shared;
static unsigned thread_count = 4;

static __attribute__((noinline)) unsigned long mix(unsigned long x)
{
    x ^= x >> 13;
    return x * 0x9e3779b97f4a7c15UL;
}

static __attribute__((noinline)) void add(unsigned long amount)
{
    pthread_mutex_lock(&lock);
    shared += amount;
    pthread_mutex_unlock(&lock);
}

static __attribute__((noinline)) unsigned long walk(unsigned depth, unsigned long x)
{
    if (depth == 0)
        return mix(x);
    return walk(depth - 1, mix(x)) + (x % 3 == 0 ? walk(depth - 1, x + 1) : 0);
}

static int compare(const void *a, const void *b)
{
    unsigned long left = mix(*(const unsigned long *)a), right = mix(*(const unsigned long *)b);
    return (left > right) - (left < right);
}

static void *contend(void *argument)
{
    pthread_barrier_wait(&barrier);
    for (unsigned long i = 0; i < STEPS; i++)
        add(mix((unsigned long)argument + i));
    return NULL;
}

static void *compute(void *argument)
{
    for (unsigned long i = 0; i < STEPS / 20; i++)
        add(walk(8, (unsigned long)argument * STEPS + i));
    return NULL;
}

static void *sort(void *argument)
{
    unsigned long items[512];
    for (unsigned long i = 0; i < 512; i++)
        items[i] = mix(i + (unsigned long)argument);
    qsort(items, 512, sizeof items[0], compare);
    add(items[0]);
    return NULL;
}

static void run(void *(*const functions[])(void *), unsigned count)
{
    pthread_t threads[THREADS_MAX];
    for (unsigned long i = 0; i < thread_count; i++)
        if (pthread_create(&threads[i], NULL, functions[i % count], (void *)i) != 0)
            abort();
    for (unsigned i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
}

static void *fork_join(void *argument)
{
    static void *(*const inner[])(void *) = {compute, sort};
    run(inner, 2);
    add((unsigned long)argument);
    return NULL;
}

int main(int argc, char **argv)
{
    static void *(*const contended[])(void *) = {contend};
    static void *(*const mixed[])(void *) = {compute, sort, fork_join, compute};
    if (argc > 1)
        thread_count = (unsigned)atoi(argv[1]);
    if (thread_count < 1 || thread_count > THREADS_MAX)
        return 2;
    pthread_barrier_init(&barrier, NULL, thread_count);
    for (int wave = 0; wave < WAVES; wave++) {
        run(contended, 1);
        run(mixed, 4);
    }
    printf("%lx\n", shared);
    return 0;
}
