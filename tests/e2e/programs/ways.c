/* SPDX-License-Identifier: MIT */
/* Forty ways to end. Each calls leaf 1000 times from main before that, and says so. */
#define _GNU_SOURCE
#include "e2e.h"

#include <assert.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long sum;
static volatile char *nowhere;
static volatile int zero;

PROBED void leaf(void)
{
    sum++;
}

PROBED void repeat(long n)
{
    for (long i = 0; i < n; i++)
        leaf();
}

BARE static void by_segv(void)
{
    *nowhere = 1;
}

BARE static void by_bus(void)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    volatile char *beyond = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    *beyond = 1;
}

BARE static void by_fpe(void)
{
    zero = 7 / zero;
}

BARE static void by_ill(void)
{
    __builtin_trap();
}

BARE static void by_sys(void) /* a filter that kills: what sandboxes do */
{
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    syscall(SYS_getppid);
}

BARE static int dive(volatile int depth)
{
    volatile char room[4096];
    room[depth % 4096] = 1;
    return depth < 0 ? 0 : dive(depth + 1) + room[1];
}

BARE static void by_overflow(void)
{
    dive(0);
}

BARE static void by_heap(void)
{
    char *block = malloc(64);
    memset(block - 16, 0x41, 16); /* the allocator's own words */
    free(block);
    for (int i = 0; i < 100; i++)
        free(malloc(64));
    abort();
}

BARE static void by_cpu_limit(void)
{
    struct rlimit one = {1, 1};
    setrlimit(RLIMIT_CPU, &one);
    for (;;)
        zero = 0;
}

BARE static void by_file_limit(void)
{
    struct rlimit little = {100, 100};
    int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    char much[200] = "";
    setrlimit(RLIMIT_FSIZE, &little);
    for (int i = 0; i < 3; i++)
        if (write(fd, much, sizeof much) < 0)
            return;
}

BARE static void by_assert(void)
{
    assert(zero == 1);
}

BARE static void by_exec(void)
{
    execl("/bin/true", "true", (char *)NULL);
}

BARE static void by_exec_search(void)
{
    char *arguments[] = {(char *)"false", NULL};
    execvp("false", arguments);
}

/* It fails, and the program goes on. */
BARE static void by_failed_exec(void)
{
    execl("/nonexistent", "nonexistent", (char *)NULL);
    execlp("nonexistent", "nonexistent", (char *)NULL);
    exit(zero + 6);
}

BARE static void by_quick_exit(void)
{
    quick_exit(4);
}

BARE static void by_exit_now(void)
{
    _exit(4);
}

BARE static void by_exit_Now(void)
{
    _Exit(4);
}

BARE static void by_exit(void)
{
    exit(4);
}

BARE static void by_return(void)
{
}

BARE static void by_raw_exit(void)
{
    syscall(SYS_exit_group, 4);
}

BARE static void by_daemon(void) /* the parent ends inside the C library */
{
    if (daemon(1, 1))
        abort();
    _exit(0);
}

BARE static void by_kill(void)
{
    kill(getpid(), SIGKILL);
    pause();
}

BARE static void by_stop_and_kill(void)
{
    if (fork() == 0) {
        usleep(50000);
        kill(getppid(), SIGKILL);
        syscall(SYS_exit_group, 0);
    }
    raise(SIGSTOP);
}

BARE static void by_waiting(void) /* for what `timeout` sends */
{
    for (;;)
        pause();
}

BARE static void by_vfork_child(void)
{
    pid_t child = vfork();
    if (child == 0)
        _exit(3);
    int status;
    waitpid(child, &status, 0);
    exit(4 + WEXITSTATUS(status));
}

BARE static void by_vfork_exec(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execl("/bin/false", "false", (char *)NULL);
        _exit(3);
    }
    int status;
    waitpid(child, &status, 0);
    exit(4 + WEXITSTATUS(status));
}

/* A child that forks and ends: its profile is its own. */
BARE static void by_fork_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        repeat(30);
        expect_calls("leaf", 30);
        _exit(3);
    }
    int status;
    waitpid(child, &status, 0);
    _exit(4 + WEXITSTATUS(status));
}

BARE static void by_fork_child_killed(void)
{
    pid_t child = fork();
    if (child == 0) {
        repeat(30);
        expect_calls("leaf", 30);
        raise(SIGKILL);
    }
    int status;
    waitpid(child, &status, 0);
    exit(4 + WTERMSIG(status));
}

/* Its exec leaves no file: a shell would have one for each command. */
BARE static void by_fork_exec(void)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/false", "false", (char *)NULL);
        _exit(3);
    }
    int status;
    waitpid(child, &status, 0);
    _exit(4 + WEXITSTATUS(status));
}

BARE static void *kill_later(void *unused)
{
    usleep(1200000); /* the watcher has looked meanwhile */
    raise(SIGKILL);
    return unused;
}

/* The first thread has ended when the process does. */
BARE static void by_first_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, kill_later, NULL))
        abort();
    pthread_exit(NULL);
}

/* As programs are started in the background: the parents are gone before the grandchild counts. */
BARE static void by_fork_twice(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            repeat(30);
            expect_calls("leaf", 30);
            raise(SIGTERM);
        }
        _exit(3);
    }
    usleep(100000);
    _exit(4);
}

/* ---- Where it happens ---- */

static void (*end)(void);

BARE static void *in_thread(void *unused)
{
    end();
    return unused;
}

BARE static void at_signal(int number)
{
    (void)number;
    end();
}

PROBED void *spin(void *unused)
{
    for (;;)
        usleep(100);
    return unused;
}

BARE static void run_in(const char *where)
{
    pthread_t thread;
    if (!strcmp(where, "thread")) {
        if (!pthread_create(&thread, NULL, in_thread, NULL))
            pthread_join(thread, NULL);
    } else if (!strcmp(where, "handler")) {
        signal(SIGUSR1, at_signal);
        raise(SIGUSR1);
    } else if (!strcmp(where, "crowd")) {
        for (int i = 0; i < 8; i++)
            if (pthread_create(&thread, NULL, spin, NULL))
                abort();
        usleep(10000);
        end();
    } else {
        end();
    }
}

static const struct way {
    const char *name;
    void (*end)(void);
    int signal;
} ways[] = {
    {"return", by_return, 0},
    {"exit", by_exit, 0},
    {"_exit", by_exit_now, 0},
    {"_Exit", by_exit_Now, 0},
    {"quick_exit", by_quick_exit, 0},
    {"abort", abort, 0},
    {"assert", by_assert, 0},
    {"exec", by_exec, 0},
    {"execvp", by_exec_search, 0},
    {"failed_exec", by_failed_exec, 0},
    {"raw_exit", by_raw_exit, 0},
    {"daemon", by_daemon, 0},
    {"kill", by_kill, 0},
    {"stopped_kill", by_stop_and_kill, 0},
    {"segv", by_segv, 0},
    {"bus", by_bus, 0},
    {"fpe", by_fpe, 0},
    {"ill", by_ill, 0},
    {"seccomp", by_sys, 0},
    {"overflow", by_overflow, 0},
    {"heap", by_heap, 0},
    {"cpu_limit", by_cpu_limit, 0},
    {"file_limit", by_file_limit, 0},
    {"waiting", by_waiting, 0},
    {"vfork", by_vfork_child, 0},
    {"vfork_exec", by_vfork_exec, 0},
    {"fork", by_fork_child, 0},
    {"fork_kill", by_fork_child_killed, 0},
    {"fork_exec", by_fork_exec, 0},
    {"fork_twice", by_fork_twice, 0},
    {"first_thread", by_first_thread, 0},
    {"TERM", NULL, SIGTERM},
    {"INT", NULL, SIGINT},
    {"HUP", NULL, SIGHUP},
    {"QUIT", NULL, SIGQUIT},
    {"PIPE", NULL, SIGPIPE},
    {"ALRM", NULL, SIGALRM},
    {"USR1", NULL, SIGUSR1},
    {"USR2", NULL, SIGUSR2},
    {"ABRT", NULL, SIGABRT},
    {"SYS", NULL, SIGSYS},
    {"PROF", NULL, SIGPROF},
    {"VTALRM", NULL, SIGVTALRM},
    {"IO", NULL, SIGIO},
    {"PWR", NULL, SIGPWR},
};

static const struct way *chosen;

BARE static void send_it(void)
{
    raise(chosen->signal);
}

int main(int argc, char **argv)
{
    repeat(1000);
    printf("%ld\n", sum);
    fflush(stdout);
    expect_calls("leaf", 1000);
    expect_edge("main", "repeat", 1);
    for (size_t i = 0; argc > 2 && i < sizeof ways / sizeof *ways; i++)
        if (!strcmp(argv[1], ways[i].name))
            chosen = &ways[i];
    if (!chosen)
        return 99;
    struct rlimit none = {0, 0};
    if (argc < 4) /* or to see the core file */
        setrlimit(RLIMIT_CORE, &none);
    end = chosen->end ? chosen->end : send_it;
    run_in(argv[2]);
    return 5;
}
