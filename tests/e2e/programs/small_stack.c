/* SPDX-License-Identifier: MIT */
/* A thread's first event is in a handler on an alternate stack: small_stack BYTES, counted from the
 * least that the kernel takes. */
#include "e2e.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile int hits;
static size_t size;

PROBED void note(int number)
{
    hits += number;
}

PROBED void handler(int number)
{
    note(number);
    note(0);
}

BARE static void *run(void *unused)
{
    const size_t guard = 65536, room = (size + 4095) & ~(size_t)4095;
    char *memory = mmap(NULL, guard + room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(memory + guard, room, PROT_READ | PROT_WRITE);
    stack_t stack = {.ss_sp = memory + guard + room - size, .ss_size = size};
    if (sigaltstack(&stack, NULL))
        abort();
    pthread_kill(pthread_self(), SIGUSR1);
    return unused;
}

BARE int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    pthread_t thread;
    size = (size_t)sysconf(_SC_MINSIGSTKSZ) + (argc > 1 ? strtoul(argv[1], NULL, 0) : 0);
    sigaction(SIGUSR1, &action, NULL);
    if (pthread_create(&thread, NULL, run, NULL) || pthread_join(thread, NULL))
        return 1;
    printf("hits %d\n", hits);
    expect_calls("note", 2);
    expect_edge("handler", "note", 2);
    return 0;
}
