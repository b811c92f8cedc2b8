/* SPDX-License-Identifier: MIT */
/*
 * Functions that spin for some milliseconds and then leave by longjmp, throw or pthread_exit. What
 * leaving takes is theirs as well but not part of `spent`: pthread_exit unwinds for some 10 us, so
 * a spin must be much longer.
 */
#include "e2e.h"

#include <pthread.h>
#include <setjmp.h>
#include <time.h>

static jmp_buf place;

BARE static long now()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

enum { ROUNDS = 50, SPIN_NANOS = 5000000 };

static long spent[4];

#define SPIN(which, start)                                                                         \
    do                                                                                             \
        spent[which] += 0;                                                                         \
    while (now() - (start) < SPIN_NANOS)

extern "C" {
PROBED void jumps()
{
    long start = now();
    SPIN(0, start);
    spent[0] += now() - start;
    longjmp(place, 1);
}

PROBED void throws()
{
    long start = now();
    SPIN(1, start);
    spent[1] += now() - start;
    throw 1;
}

PROBED void exits()
{
    long start = now();
    SPIN(2, start);
    spent[2] += now() - start;
    pthread_exit(nullptr);
}

PROBED void returns()
{
    long start = now();
    SPIN(3, start);
    spent[3] += now() - start;
}

PROBED void *thread(void *unused)
{
    exits();
    return unused;
}

PROBED void around()
{
    if (setjmp(place) == 0)
        jumps();
    try {
        throws();
    } catch (int) {
    }
    returns();
}
}

int main()
{
    for (int i = 0; i < ROUNDS; i++) {
        around();
        pthread_t id;
        if (pthread_create(&id, nullptr, thread, nullptr) || pthread_join(id, nullptr))
            return 1;
    }
    const char *const names[] = {"jumps", "throws", "exits", "returns"};
    for (int i = 0; i < 4; i++) {
        expect_calls(names[i], ROUNDS);
        fprintf(stderr, "%s %ld\n", names[i], spent[i]);
    }
    return 0;
}
