/* SPDX-License-Identifier: MIT */
/* session.c - start-up and end of the runtime in a process, and the public API. */
#define _GNU_SOURCE
#include "session.h"
#include "contentions.h"
#include "hide.h"
#include "leaks.h"
#include "live.h"
#include "local.h"
#include "lock.h"
#include "message.h"
#include "objects.h"
#include "output.h"
#include "own_stack.h"
#include "process.h"
#include "processor.h"
#include "settings.h"
#include "siblings.h"
#include "thread.h"
#include "totals.h"
#include "wait.h"
#include "watch/watch.h"

#include <cinstr/cinstr.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned next_number = 1; /* of numbered files */
static unsigned signals;         /* that asked for one and have none yet */

struct ci_session ci_session;
static char start_directory[PATH_MAX];

/* The paths of this process's profiles in a collection, by kind, once they are there. */
static char collected[CI_KINDS][PATH_MAX];

static struct ci_lock lock;

void ci_session_lock(void)
{
    ci_lock_take(&lock);
}

void ci_session_unlock(void)
{
    ci_lock_release(&lock);
}

/* The counts begin now. SOURCE_DATE_EPOCH replaces the date of the run, which then has no duration
 * either. */
static void note_start(void)
{
    const char *epoch = secure_getenv("SOURCE_DATE_EPOCH");
    ci_session.start = ci_clock_moment();
    ci_session.start_processor = ci_wait_process_nanos();
    ci_session.start_nanos =
        epoch ? strtoll(epoch, NULL, 10) * INT64_C(1000000000) : ci_clock_nanos(CLOCK_REALTIME);
    ci_session.date_given = epoch != NULL;
}

static bool fork_locks; /* false: a handler that interrupted the lock's holder forks */

static void before_fork(void)
{
    fork_locks = ci_lock_take(&lock);
    ci_live_lock_all();
}

static void after_fork_parent(void)
{
    ci_live_unlock_all();
    if (fork_locks)
        ci_lock_release(&lock);
}

/* Initialises a copy of the process, however it was made. */
static void begin_copy(void)
{
    ci_live_unlock_all();
    ci_lock_release(&lock);
    ci_thread_forget_others();
    ci_process_note();
    memset(collected, 0, sizeof collected);
    ci_session.forked = true;
    ci_session.ended = ci_session.execs = false;
    next_number = 1;
    signals = 0;
    if (ci_session.watch)
        ci_watch_start();
}

/* The child starts empty: the parent's counts are the parent's. */
static void after_fork_child(void)
{
    begin_copy();
    ci_session.copied = false;
    ci_contentions_any = false;
    ci_hide_reset();
    ci_totals_restart();
    note_start();
}

static void end_quickly(void)
{
    ci_session_end(ci_session_in_handler());
}

static void set_up(void) __attribute__((constructor(101)));
static void set_up(void)
{
    int saved = errno;
    ci_local.muted = true; /* what follows is not the program's */
    ci_message_note_stderr();
    ci_process_note();
    ci_output_note_program();
    ci_session.number = ci_siblings_join();
    ci_outside_attach();
    note_start();
    if (!getcwd(start_directory, sizeof start_directory))
        start_directory[0] = '\0';
    ci_settings_read();
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
    at_quick_exit(end_quickly);
    if (ci_session.watch)
        ci_watch_start();
    ci_local.muted = false;
    errno = saved;
}

/* The profile's path: CINSTR_OUT expanded, relative to the directory that the program started in;
 * "" if no profile is to be written. */
static bool out_path(char *path, size_t size, enum ci_kind kind)
{
    char name[PATH_MAX];
    const char *word = ci_kind_word(kind);
    if (!ci_output_path(name, sizeof name, ci_session.out, word, ci_session.forked)) {
        if (kind == CI_KIND_PROF)
            ci_message("CINSTR_OUT is no template such as %e.%t.pb.gz; that one is used",
                       ci_session.out);
        if (!ci_output_path(name, sizeof name, CI_SETTINGS_OUT, word, ci_session.forked))
            return false;
    }
    if (!name[0]) {
        *path = '\0';
        return true;
    }
    if (ci_session.number > 1 && !ci_output_mark(name, sizeof name, "runtime", ci_session.number))
        return false;
    bool relative = name[0] != '/' && start_directory[0];
    int length =
        snprintf(path, size, "%s%s%s", relative ? start_directory : "", relative ? "/" : "", name);
    return length >= 0 && (size_t)length < size;
}

/* Makes the directory of a collection. If that fails, writing the file will say why. */
static void make_directory(char *path)
{
    char *slash = strrchr(path, '/');
    *slash = '\0';
    mkdir(path, 0777);
    *slash = '/';
}

static bool write_collected(const struct ci_snapshot *snapshot, const char *path)
{
    char *own = collected[snapshot->kind];
    if (*own)
        return ci_output_write(snapshot, own);
    strcpy(own, path);
    make_directory(own);
    bool done = ci_output_collect(snapshot, own, sizeof collected[0]);
    if (!done)
        *own = '\0';
    return done;
}

/* How and where a profile is written. */
struct request {
    const char *path; /* NULL: where CINSTR_OUT says */
    enum ci_kind kind;
    bool bare;
    unsigned number; /* of a numbered file; 0: none */
};

static bool write_to(const struct request *request, const char *path, bool collects)
{
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    bool done = ci_snapshot_make(&snapshot, request->kind, &arena);
    snapshot.bare = request->bare;
    if (done)
        done = collects ? write_collected(&snapshot, path) : ci_output_write(&snapshot, path);
    else
        ci_message("no memory for the profile", path);
    ci_arena_release(&arena);
    return done;
}

/* Whether this process is to write the profiles; initialises a copy of which nobody informed the
 * runtime. */
static bool is_writer(void)
{
    switch (ci_process_which()) {
    case CI_PROCESS_GUEST:
        return false;
    case CI_PROCESS_COPY:
        begin_copy();
        ci_session.copied = true;
        return true;
    default:
        return true;
    }
}

/* Writes with the lock held; false: writing failed, or the interrupted code holds the lock. */
static bool write_locked(const struct request *request)
{
    char path[PATH_MAX];
    const char *target = request->path;
    bool collects = false;
    if (!target) {
        if (!out_path(path, sizeof path, request->kind))
            return false;
        collects = ci_output_collects(ci_session.out) && !request->number;
        if (*path && request->number && !ci_output_mark(path, sizeof path, "", request->number))
            return false;
        if (ci_output_collects(ci_session.out) && request->number)
            make_directory(path);
        target = path;
    }
    if (!*target)
        return true;
    if (!ci_lock_take(&lock))
        return false;
    bool done = write_to(request, target, collects);
    ci_lock_release(&lock);
    return done;
}

/* A request, and what became of it. */
struct writing {
    const struct request *request;
    bool done;
};

static void write_requested(void *argument)
{
    struct writing *writing = argument;
    writing->done = write_locked(writing->request);
}

static int write_kind(const struct request *request)
{
    struct ci_processor_fp fp;
    bool muted = ci_local.muted;
    int saved = errno;
    if (!is_writer() || (!request->path && ci_session.off))
        return 0;
    ci_processor_fp_enter(&fp);
    ci_local.muted = true;
    if (ci_thread_current() && ci_objects_modes() & CINSTR_MODE_TIME)
        ci_thread_charge(ci_thread_current(), ci_clock_ticks());
    struct writing writing = {.request = request};
    ci_own_stack_call(write_requested, &writing);
    if (ci_thread_current())
        ci_thread_probe.last = ci_clock_ticks(); /* writing is not the program's time */
    ci_local.muted = muted;
    ci_processor_fp_leave(&fp);
    errno = saved;
    return writing.done ? 0 : -1;
}

int cinstr_write(const char *path)
{
    return write_kind(&(struct request){.path = path, .kind = CI_KIND_PROF});
}

int cinstr_write_heap(const char *path)
{
    return write_kind(&(struct request){.path = path, .kind = CI_KIND_HEAP});
}

const char *ci_session_write_fd(enum ci_kind kind, int fd)
{
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    const char *reason = "no memory";
    ci_lock_take(&lock);
    bool done = ci_snapshot_make(&snapshot, kind, &arena);
    ci_lock_release(&lock);
    snapshot.bare = true;
    if (done)
        reason = ci_pprof_write(&snapshot, fd);
    ci_arena_release(&arena);
    return reason;
}

void cinstr_reset(void)
{
    ci_lock_take(&lock);
    ci_hide_reset();
    ci_lock_release(&lock);
}

void cinstr_pause(void)
{
    ci_lock_take(&lock);
    ci_hide_pause();
    ci_lock_release(&lock);
}

void cinstr_resume(void)
{
    ci_lock_take(&lock);
    ci_hide_resume();
    ci_lock_release(&lock);
}

static void tell_leaks(void *unused)
{
    (void)unused;
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    if (!(ci_objects_modes() & CINSTR_MODE_LIVE))
        ci_message("CINSTR_HEAP=leaks needs code compiled with alloc=live", NULL);
    else if (!ci_snapshot_make(&snapshot, CI_KIND_HEAP, &arena) || !ci_leaks_tell(&snapshot))
        ci_message("no memory for the report of leaks", NULL);
    ci_arena_release(&arena);
}

bool ci_session_has(enum ci_kind kind)
{
    const unsigned other = CINSTR_MODE_FLAT | CINSTR_MODE_ALLOCATIONS | CINSTR_MODE_LIVE;
    if (kind == CI_KIND_HEAP)
        return ci_objects_allocate() || ci_outside_any();
    if (kind == CI_KIND_BLOCK)
        return __atomic_load_n(&ci_contentions_any, __ATOMIC_RELAXED);
    return ci_objects_list() && ci_objects_modes() & ~other;
}

/* Writes each kind that there is; returns whether all are complete. After a failure it does not try
 * the profile of waits: the reason has been printed. */
static bool write_all(bool bare, unsigned number)
{
    bool done = true, wrote = false;
    for (enum ci_kind kind = CI_KIND_PROF; kind < CI_KINDS; kind++) {
        if (!ci_session_has(kind) || (kind == CI_KIND_BLOCK && !done))
            continue;
        done &= write_kind(&(struct request){.kind = kind, .bare = bare, .number = number}) == 0;
        wrote = true;
    }
    if (wrote && ci_session.number > 1)
        ci_message("a library brought a runtime of its own; its profile is in a file of its own, "
                   "*-runtimeN.pb.gz",
                   NULL);
    return done;
}

bool ci_session_in_handler(void)
{
    sigset_t blocked;
    return !pthread_sigmask(SIG_BLOCK, NULL, &blocked) && !sigisemptyset(&blocked);
}

void ci_session_write_numbered(void)
{
    if (!ci_session.silent)
        write_all(true, __atomic_fetch_add(&next_number, 1, __ATOMIC_RELAXED));
}

/* The writer may be waiting for the interrupted code, so a handler must not wait for the writer. */
void ci_session_signal(void)
{
    unsigned seen = __atomic_add_fetch(&signals, 1, __ATOMIC_ACQ_REL);
    if (seen > 1)
        return; /* another thread is writing, and sees that there is one more to write */
    do {
        seen = __atomic_load_n(&signals, __ATOMIC_ACQUIRE);
        ci_session_write_numbered();
    } while (__atomic_sub_fetch(&signals, seen, __ATOMIC_ACQ_REL));
}

void ci_session_end(bool bare)
{
    if (ci_session.silent || ci_session.ended || !is_writer())
        return;
    bool done = write_all(bare, 0);
    if (ci_session.leaks && !ci_session.off)
        ci_own_stack_call(tell_leaks, NULL);
    ci_session.ended = done;
}

/* The last destructor of all, so that the profile includes what other destructors do, even those of
 * priority 101 in a static program. The attribute cannot express this priority. */
static void tear_down(void)
{
    ci_session_end(false);
}

static void (*const last_destructor)(void)
    __attribute__((section(".fini_array.00000"), used)) = tear_down;
