// SPDX-License-Identifier: MIT
// Threads with names that compute and sleep for known times. Prints for each its name, and
// processor and elapsed time in ns.
#include "e2e.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <pthread.h>
#include <thread>
#include <unistd.h>

#define NOINLINE __attribute__((noipa))

static volatile long sink;

static long now(clockid_t clock)
{
    timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

NOINLINE static void spin(long nanos)
{
    long end = now(CLOCK_THREAD_CPUTIME_ID) + nanos;
    while (now(CLOCK_THREAD_CPUTIME_ID) < end)
        for (int i = 0; i < 10000; i++)
            sink = sink + i;
}

NOINLINE static void rest(long nanos)
{
    usleep(nanos / 1000);
}

NOINLINE static void act(const char *name, long computes, long sleeps)
{
    long start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < 2; i++) {
        spin(computes / 2);
        rest(sleeps / 2);
    }
    std::printf("%s %ld %ld\n", name, now(CLOCK_THREAD_CPUTIME_ID), now(CLOCK_MONOTONIC) - start);
}

NOINLINE static void *work(void *)
{
    pthread_setname_np(pthread_self(), "worker");
    act("worker", 30000000, 10000000);
    return nullptr;
}

NOINLINE static void read_all(int)
{
    pthread_setname_np(pthread_self(), "the reader");
    act("the reader", 4000000, 60000000);
}

/* Still there when the process ends. */
NOINLINE static void *stay(void *)
{
    pthread_setname_np(pthread_self(), "stays");
    act("stays", 10000000, 0);
    for (;;)
        pause();
}

int main()
{
    pthread_t workers[2], stays;
    for (pthread_t &worker : workers)
        if (pthread_create(&worker, nullptr, work, nullptr))
            return 1;
    if (pthread_create(&stays, nullptr, stay, nullptr))
        return 1;
    std::thread reader(read_all, 1);
    for (pthread_t worker : workers)
        pthread_join(worker, nullptr);
    reader.join();
    usleep(100000);
    return 0;
}
