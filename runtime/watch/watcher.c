/* SPDX-License-Identifier: MIT */
/* watcher.c - waits for the program's end, and writes what it has not. */
#define _GNU_SOURCE
#include "watcher.h"
#include "../clock.h"
#include "../live.h"
#include "../local.h"
#include "../outside.h"
#include "../proc.h"
#include "../process.h"
#include "../session.h"
#include "../text.h"
#include "../thread.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <grp.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    WATCHER_LOOK_MS = 1000,
    WATCHER_WRITE_SECONDS = 120,
    WATCHER_FAULT_STATUS = 70,
    WATCHER_DESCRIPTORS = 65536,
    WATCHER_STATUS = 2048 /* of /proc/PID/status: the lines of interest are near its start */
};

/* The watcher that this thread is, in its own thread-local storage (be_apart), or NULL. For its
 * signal handler. */
static struct ci_watcher *running(void)
{
    struct ci_chunk **spare = ci_local.spare;
    return spare ? (struct ci_watcher *)((char *)spare - offsetof(struct ci_watcher, spare)) : NULL;
}

/* ---- Separation from the program ---- */

static void close_all(void)
{
    if (syscall(SYS_close_range, 0u, ~0u, 0u) != 0)
        for (int fd = 0; fd < WATCHER_DESCRIPTORS; fd++)
            close(fd);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        open("/dev/null", O_RDWR);
}

/* A fault in here is this process's alone: it may read what the program has freed meanwhile, or
 * left broken. */
static void on_fault(int number)
{
    (void)number;
    struct ci_watcher *watcher = running();
    if (watcher && watcher->may_fault)
        siglongjmp(watcher->fault, 1);
    syscall(SYS_exit_group, WATCHER_FAULT_STATUS);
}

static void on_hint(int number)
{
    (void)number;
}

static void set_signals(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction fault = {.sa_handler = on_fault, .sa_flags = SA_NODEFER};
    struct sigaction hint = {.sa_handler = on_hint};
    sigset_t held;
    sigfillset(&held);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        sigaction(faults[i], &fault, NULL);
        sigdelset(&held, faults[i]);
    }
    sigaction(SIGUSR1, &hint, NULL);
    sigdelset(&held, SIGUSR1);
    sigprocmask(SIG_SETMASK, &held, NULL);
}

void ci_watcher_name(char *name, size_t size, pid_t program)
{
    struct ci_text text = ci_text_begin(name, size);
    ci_text_append_string(&text, "cinstr-");
    ci_text_append_number(&text, (unsigned long)program);
}

static void be_apart(struct ci_watcher *watcher)
{
    struct rlimit no_core = {0, 0};
    char name[32];
    set_signals();
    ci_watcher_name(name, sizeof name, watcher->program);
    prctl(PR_SET_NAME, name);
    setsid();
    setrlimit(RLIMIT_CORE, &no_core);
    close_all();
    if (chdir("/"))
        errno = 0; /* it stays where it is */
    ci_thread_forget_current();
    ci_thread_probe.slot = &ci_tree_unattached_slot;
    ci_local.muted = true;
    ci_arena_keep(&watcher->spare);
    ci_process_act_for();
    watcher->user = geteuid();
}

/* ---- Rights: never more than the program has ---- */

/* The second number after a word in /proc/PID/status: the effective id. -1: not there. */
static long effective(const char *status, const char *word)
{
    const char *at = strstr(status, word);
    char *end;
    if (!at)
        return -1;
    strtol(at + strlen(word), &end, 10);
    return strtol(end, NULL, 10);
}

/*
 * A server that drops a user's rights must not leave a process with these rights in its memory:
 * whoever takes the server over could use it.
 */
static void follow_user(struct ci_watcher *watcher)
{
    char status[WATCHER_STATUS];
    ci_proc_read(watcher->program, "status", status, sizeof status);
    long user = effective(status, "\nUid:"), group = effective(status, "\nGid:");
    if (user < 0 || group < 0 || (uid_t)user == watcher->user)
        return;
    syscall(SYS_setgroups, 0, NULL);
    syscall(SYS_setresgid, group, group, group);
    if (syscall(SYS_setresuid, user, user, user))
        syscall(SYS_exit_group, 0);
    watcher->user = (uid_t)user;
}

/* ---- Waiting ---- */

/* Whether the first thread has ended and others go on. */
static bool lost_first_thread(const struct ci_watcher *watcher)
{
    char status[WATCHER_STATUS];
    ci_proc_read(watcher->program, "status", status, sizeof status);
    const char *threads = strstr(status, "\nThreads:\t");
    return strstr(status, "\nState:\tZ") && threads &&
           strtol(threads + strlen("\nThreads:\t"), NULL, 10) > 1;
}

/* Whether the program is still running, and is still the one whose memory this is. The kernel
 * compares the memory of the first thread, which has none after its end. */
static bool is_there(const struct ci_watcher *watcher)
{
    struct pollfd process = {.fd = watcher->process, .events = POLLIN};
    if (watcher->process >= 0 ? poll(&process, 1, 0) > 0 : kill(watcher->program, 0) < 0)
        return false;
    return syscall(SYS_kcmp, watcher->program, getpid(), KCMP_VM, 0, 0) <= 0 ||
           lost_first_thread(watcher);
}

/* From one numbered file to the next, in ns. */
static int64_t interval(void)
{
    return ci_session.every * INT64_C(1000000000);
}

static void write_numbered(struct ci_watcher *watcher)
{
    watcher->may_fault = true;
    if (sigsetjmp(watcher->fault, 1))
        ci_session_unlock();
    else
        ci_session_write_numbered();
    watcher->may_fault = false;
}

/* Writes the numbered file that is due. */
static void write_if_due(struct ci_watcher *watcher, int64_t *due)
{
    if (!ci_session.every || ci_clock_nanos(CLOCK_MONOTONIC) < *due)
        return;
    *due += interval();
    write_numbered(watcher);
}

/* Returns when the program has ended, or has become another one. */
static void wait_for_end(struct ci_watcher *watcher)
{
    int look = WATCHER_LOOK_MS;
    int64_t due = ci_clock_nanos(CLOCK_MONOTONIC) + interval();
    while (is_there(watcher)) {
        struct pollfd polled[2] = {{.fd = watcher->process, .events = POLLIN},
                                   {.fd = watcher->listener, .events = POLLIN}};
        int ready = poll(polled, 2, look);
        if (ready < 0 && errno == EINTR)
            look = 1; /* a hint: it may soon be another program */
        else if (ready == 0 && look < WATCHER_LOOK_MS)
            look = look * 2 < WATCHER_LOOK_MS ? look * 2 : WATCHER_LOOK_MS;
        if (ready == 0)
            ci_arena_trim(&watcher->spare);
        follow_user(watcher);
        if (ready > 0 && polled[1].revents)
            ci_requests_answer(watcher);
        if (ready > 0 && polled[0].revents & ~POLLIN)
            watcher->process = -1;
        write_if_due(watcher, &due);
    }
}

/* The program may have ended with the loader's lock held, which would then be waited for endlessly:
 * in that case there is no profile, but no process is left behind either. */
static void limit_time(void)
{
    sigset_t alarms;
    signal(SIGALRM, SIG_DFL);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarms, NULL);
    alarm(WATCHER_WRITE_SECONDS);
}

/* The program goes on. */
static void tell_ready(struct ci_watcher *watcher)
{
    __atomic_store_n(&watcher->ready, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, &watcher->ready, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int ci_watcher_run(void *data)
{
    struct ci_watcher *watcher = data;
    pid_t id = (pid_t)syscall(SYS_getpid);
    ci_watcher_tls_own(watcher->tls, id);
    be_apart(watcher);
    watcher->process = (int)syscall(SYS_pidfd_open, watcher->program, 0);
    ci_requests_open(watcher);
    watcher->id = id;
    tell_ready(watcher);
    wait_for_end(watcher);
    /* Before an exec the program itself has written its profile. */
    if (!ci_session.ended && !ci_session.execs) {
        ci_session.survived = true;
        limit_time();
        ci_live_unlock_all(); /* whoever held one is gone */
        ci_session_end(true);
    }
    ci_requests_close(watcher);
    syscall(SYS_exit_group, 0);
    return 0;
}
