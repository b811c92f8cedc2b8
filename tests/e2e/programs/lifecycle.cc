/* SPDX-License-Identifier: MIT */
/* What runs before main, after main, and at the end of a thread. */
#include "e2e.h"

#include <pthread.h>
#include <thread>

extern "C" PROBED void mark(int)
{
    asm volatile("");
}

struct Global {
    PROBED Global()
    {
        mark(1);
    }
    PROBED ~Global()
    {
        mark(2);
    }
};

struct Local {
    int value;
    PROBED explicit Local(int v) : value(v)
    {
        mark(3);
    }
    PROBED ~Local()
    {
        mark(value);
    }
};

static Global global_object;
static thread_local Local local_object(4);
static pthread_key_t key;

extern "C" {
__attribute__((constructor)) PROBED void early(void)
{
    mark(5);
}

__attribute__((constructor(102))) PROBED void very_early(void)
{
    mark(5);
}

__attribute__((destructor)) PROBED void late(void)
{
    mark(6);
}

PROBED void at_exit_handler(void)
{
    mark(7);
}

/* Asks for two more rounds: the last ones run after other keys' destructors. */
PROBED void key_destructor(void *rounds)
{
    mark(8);
    if ((long)rounds > 1)
        pthread_setspecific(key, (void *)((long)rounds - 1));
}

PROBED void work(void)
{
    pthread_setspecific(key, (void *)3L);
    mark(local_object.value);
}
}

int main()
{
    atexit(at_exit_handler);
    pthread_key_create(&key, key_destructor);
    for (int i = 0; i < 50; i++)
        std::thread(work).join();
    local_object.value = 4;
    expect_calls("early", 1);
    expect_calls("very_early", 1);
    expect_calls("late", 1);
    expect_calls("at_exit_handler", 1);
    expect_edge("", "main", 1);
    expect_edge("", "late", 1);
    expect_edge("", "at_exit_handler", 1);
    expect_edge("", "key_destructor", 150);
    expect_calls("work", 50);
    expect_calls("key_destructor", 150);
    expect_named("Global::Global", 1);
    expect_named("Global::~Global", 1);
    expect_named("Local::Local", 51);
    expect_named("Local::~Local", 51);
    expect_calls("mark", 2 + 102 + 4 + 150 + 50);
    printf("done\n");
    return 0;
}
