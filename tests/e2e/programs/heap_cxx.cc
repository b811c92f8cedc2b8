// SPDX-License-Identifier: MIT
// new and delete beside exceptions; destructors of threads that allocate.
#include "e2e.h"

#include <cstdint>
#include <new>
#include <pthread.h>
#include <thread>

static volatile std::size_t huge = SIZE_MAX / 2 + 4096;
static void *volatile keep;

struct bad {
    bad(int x) : value(x)
    {
        if (x % 2)
            throw x;
    }
    int value;
};

// Every other constructor throws, and C++ then deletes what new had given.
PROBED long throwing(int n)
{
    long caught = 0;
    for (int i = 0; i < n; i++)
        try {
            keep = new bad(i);
        } catch (int) {
            caught++;
        }
    return caught;
}

PROBED long no_memory(int n)
{
    long failed = 0;
    for (int i = 0; i < n; i++) {
        try {
            keep = new char[huge];
        } catch (const std::bad_alloc &) {
            failed++;
        }
        failed += new (std::nothrow) char[huge] == nullptr;
    }
    return failed;
}

// In place: no block.
PROBED void placed(int n)
{
    static char room[sizeof(long)];
    for (int i = 0; i < n; i++)
        keep = new (room) long(i);
}

// Allocates and frees when its thread ends, by when the runtime's own state of it may be gone.
struct late {
    char *block = nullptr;
    __attribute__((noipa)) void touch()
    {
        delete[] block;
        block = new char[24];
    }
    __attribute__((noipa)) ~late()
    {
        char *volatile more = new char[40];
        delete[] more;
        delete[] block;
    }
};
static thread_local late at_end;

static pthread_key_t key;
enum { ROUNDS = 3 };

// glibc calls it again, after other destructors, as long as it sets its key.
PROBED void again(void *value)
{
    intptr_t round = reinterpret_cast<intptr_t>(value);
    keep = malloc(56);
    free(keep);
    if (round < ROUNDS)
        pthread_setspecific(key, reinterpret_cast<void *>(round + 1));
}

PROBED void work()
{
    at_end.touch();
    at_end.touch();
    pthread_setspecific(key, reinterpret_cast<void *>(1));
}

int main()
{
    pthread_key_create(&key, again);
    for (int i = 0; i < 100; i++)
        std::thread(work).join();
    printf("%ld %ld\n", throwing(100), no_memory(10));
    placed(10);
    return 0;
}
