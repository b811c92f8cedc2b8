/* SPDX-License-Identifier: MIT */
/* start.c - makes the watcher's process. */
#define _GNU_SOURCE
#include "watch.h"
#include "watcher.h"
#include "../message.h"
#include "../proc.h"
#include "../processor.h"
#include "../spin.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    START_GUARD = 4096,
    START_MIDDLE_STACK = 16 << 10,
    START_TLS = 64 << 10,
    START_ROOM = START_GUARD + START_MIDDLE_STACK + START_GUARD + CI_WATCHER_STACK + START_TLS,
};

/* The calling process's. Written by the one thread of a process that starts. */
static struct ci_watcher *current;

/* Valgrind cannot run a process that shares memory, and would end the program. Its answer to this
 * request, which does nothing elsewhere, is how many valgrinds there are. */
static bool is_valgrind(void)
{
    volatile uint64_t request[6] = {0x1001, 0, 0, 0, 0, 0};
    return ci_processor_ask_valgrind(request) != 0;
}

/* Other processes look for the watcher by its name, and ask it for snapshots, as soon as the
 * program runs. A second is enough for a watcher that is alive. */
static void await_ready(struct ci_watcher *watcher)
{
    const struct timespec bound = {.tv_sec = 1};
    while (!__atomic_load_n(&watcher->ready, __ATOMIC_ACQUIRE))
        if (syscall(SYS_futex, &watcher->ready, FUTEX_WAIT, 0, &bound, NULL, 0) &&
            errno == ETIMEDOUT)
            return;
}

/* The process between the two: when it ends, the watcher is an orphan, so that nobody waits for it.
 */
static int middle(void *watcher)
{
    struct ci_watcher *self = watcher;
    if (clone(ci_watcher_run, self->stack_end, CLONE_VM | CLONE_SETTLS, self, NULL, self->tls) < 0)
        syscall(SYS_exit, errno == ENOSYS);
    await_ready(self);
    syscall(SYS_exit, 0);
    return 0;
}

/* Memory: guard, stack of the process between, guard, stack of the watcher, its thread-local
 * storage, its struct. */
static struct ci_watcher *make_watcher(char **middle_end)
{
    char *room = mmap(NULL, START_ROOM + sizeof(struct ci_watcher), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED)
        return NULL;
    mprotect(room, START_GUARD, PROT_NONE);
    *middle_end = room + START_GUARD + START_MIDDLE_STACK;
    mprotect(*middle_end, START_GUARD, PROT_NONE);
    struct ci_watcher *watcher = (struct ci_watcher *)(room + START_ROOM);
    watcher->program = getpid();
    watcher->stack_end = *middle_end + START_GUARD + CI_WATCHER_STACK;
    watcher->tls = ci_watcher_tls(watcher->stack_end, START_TLS);
    watcher->listener = watcher->process = -1;
    memset(watcher->waiters, 0xff, sizeof watcher->waiters);
    return watcher;
}

/* Clones twice with all signals blocked, so that no handler runs in the shared memory. */
static bool start(struct ci_watcher *watcher, char *middle_end)
{
    sigset_t all, mask;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    pid_t child = clone(middle, middle_end, CLONE_VM | CLONE_VFORK, watcher);
    int error = errno;
    while (child > 0 && waitpid(child, NULL, __WCLONE) < 0 && errno == EINTR)
        ;
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    errno = error;
    return child > 0;
}

void ci_watch_start(void)
{
    int saved = errno;
    char *middle_end;
    const char *reason = NULL;
    current = NULL;
    if (getpid() == 1)
        reason = "the first process of a container would get its child";
    else if (is_valgrind())
        reason = "valgrind does not know how";
    else if (!CI_PROCESSOR_TLS_IS_BELOW)
        reason = "it is made for x86-64 only";
    struct ci_watcher *watcher = reason ? NULL : make_watcher(&middle_end);
    ci_spin_shared |= watcher != NULL;
    if (!reason && (!watcher || !watcher->tls))
        reason = "no memory";
    else if (watcher && !start(watcher, middle_end))
        reason = strerrordesc_np(errno);
    if (reason)
        ci_message("no watcher", reason);
    else
        current = watcher;
    errno = saved;
}

/* Whether the process is still the watcher: if that was killed, another may have its id. */
static bool is_watcher(pid_t id)
{
    char name[32], found[32];
    ci_proc_read(id, "comm", found, sizeof found);
    found[strcspn(found, "\n")] = '\0';
    ci_watcher_name(name, sizeof name, current->program);
    return !strcmp(found, name);
}

void ci_watch_hint(void)
{
    if (current && current->id && is_watcher(current->id))
        kill(current->id, SIGUSR1);
}
