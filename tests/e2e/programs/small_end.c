/* SPDX-License-Identifier: MIT */
/*
 * Ends where there is little room on the stack: small_end child|handler|thread exec|_exit|write,
 * after one call of `note` by `end`.
 * `child` is one of clone() with two pages, as GoogleTest makes it for its death tests, `handler`
 * runs on an alternate stack of SIGSTKSZ's 8 KiB, `thread` on the smallest stack that there is.
 */
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGES = 2 * 4096 };

static const char *way;
static volatile int hits;

PROBED static void note(int number)
{
    hits += number;
}

PROBED static void end(int number)
{
    note(number);
    if (!strcmp(way, "exec"))
        execl("/bin/echo", "echo", "ended", (char *)NULL);
    else if (!strcmp(way, "_exit"))
        _exit(0);
    else if (cinstr_write("p.written.pb.gz"))
        abort();
}

/* A stack with nothing mapped around it. */
BARE static char *make_stack(void)
{
    const size_t guard = 65536;
    char *memory = mmap(NULL, 2 * guard + PAGES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + guard, PAGES, PROT_READ | PROT_WRITE))
        abort();
    return memory + guard;
}

BARE static int run(void *unused)
{
    (void)unused;
    end(1);
    return 0;
}

BARE static void *run_thread(void *unused)
{
    end(1);
    return unused;
}

BARE static int in_child(void)
{
    int status;
    pid_t child = clone(run, make_stack() + PAGES - 64, SIGCHLD, NULL);
    return child < 0 || waitpid(child, &status, 0) != child || status;
}

BARE static int in_handler(void)
{
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_ONSTACK};
    stack_t stack = {.ss_sp = make_stack(), .ss_size = PAGES};
    return sigaltstack(&stack, NULL) || sigaction(SIGUSR1, &action, NULL) || raise(SIGUSR1);
}

BARE static int in_thread(void)
{
    pthread_attr_t small;
    pthread_t thread;
    return pthread_attr_init(&small) || pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN) ||
           pthread_create(&thread, &small, run_thread, NULL) || pthread_join(thread, NULL);
}

BARE int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    way = argv[2];
    switch (argv[1][0]) {
    case 'c':
        return in_child();
    case 'h':
        return in_handler();
    default:
        return in_thread();
    }
}
