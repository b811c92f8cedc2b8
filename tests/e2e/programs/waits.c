/* SPDX-License-Identifier: MIT */
/* Threads that compute and wait for known times. Prints, for each function below that the table
 * names, the elapsed and the processor time of its calls in ns, by the clocks of the kernel. */
#define _GNU_SOURCE
#include "e2e.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noipa))

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t ready_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_condition = PTHREAD_COND_INITIALIZER;
static int ready, ends[2];
static volatile long sink;

struct times {
    const char *name;
    long elapsed, processor;
};

static long now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void measure(struct times *times, void (*run)(void))
{
    long elapsed = now(CLOCK_MONOTONIC), processor = now(CLOCK_THREAD_CPUTIME_ID);
    run();
    times->processor += now(CLOCK_THREAD_CPUTIME_ID) - processor;
    times->elapsed += now(CLOCK_MONOTONIC) - elapsed;
}

NOINLINE static void spin(void)
{
    long end = now(CLOCK_THREAD_CPUTIME_ID) + 20000000;
    while (now(CLOCK_THREAD_CPUTIME_ID) < end)
        for (int i = 0; i < 10000; i++)
            sink += i;
}

NOINLINE static void sleep_last(void)
{
    usleep(30000); /* a tail call in the plain program */
}

NOINLINE static void lock_held(void)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

NOINLINE static void wait_ready(void)
{
    pthread_mutex_lock(&ready_mutex);
    while (!ready)
        pthread_cond_wait(&ready_condition, &ready_mutex);
    pthread_mutex_unlock(&ready_mutex);
}

NOINLINE static void read_slowly(void)
{
    char byte;
    if (read(ends[0], &byte, 1) != 1)
        abort();
}

NOINLINE static void poll_nothing(void)
{
    struct pollfd none = {.fd = ends[0], .events = POLLIN};
    poll(&none, 1, 25);
}

static pthread_t other_thread;

NOINLINE static void join_other(void)
{
    pthread_join(other_thread, NULL);
}

static struct times known[] = {{"spin", 0, 0},       {"sleep_last", 0, 0},  {"lock_held", 0, 0},
                               {"wait_ready", 0, 0}, {"read_slowly", 0, 0}, {"poll_nothing", 0, 0},
                               {"join_other", 0, 0}};
static void (*const runs[])(void) = {spin,        sleep_last,   lock_held, wait_ready,
                                     read_slowly, poll_nothing, join_other};
enum { RUNS = sizeof runs / sizeof *runs };

static void *other(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    usleep(150000);
    pthread_mutex_unlock(&mutex);
    usleep(60000);
    pthread_mutex_lock(&ready_mutex);
    ready = 1;
    pthread_cond_signal(&ready_condition);
    pthread_mutex_unlock(&ready_mutex);
    usleep(60000);
    if (write(ends[1], "x", 1) != 1)
        abort();
    usleep(60000);
    return NULL;
}

/* A mutex that is free costs no system call: strace counts them. */
NOINLINE static void uncontended(int times)
{
    for (int i = 0; i < times; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        uncontended(atoi(argv[1]));
        return 0;
    }
    if (pipe(ends) || pthread_create(&other_thread, NULL, other, NULL))
        return 1;
    usleep(20000);
    for (int i = 0; i < RUNS; i++)
        measure(&known[i], runs[i]);
    for (int i = 0; i < RUNS; i++)
        printf("%s %ld %ld\n", known[i].name, known[i].elapsed, known[i].processor);
    return 0;
}
