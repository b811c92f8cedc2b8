/* SPDX-License-Identifier: MIT */
/* session.c - start-up and end of the runtime in a process, and the public API. */
#define _GNU_SOURCE
#include "session.h"
#include "fold.h"
#include "fp.h"
#include "hide.h"
#include "leaks.h"
#include "lock.h"
#include "message.h"
#include "objects.h"
#include "output.h"
#include "process.h"
#include "thread.h"
#include "totals.h"
#include "watch/watch.h"

#include <cinstr/cinstr.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static unsigned next_number = 1; /* of numbered files */

static const char default_out[] = "%e.%t.pb.gz";

struct ci_session ci_session;
static char start_directory[PATH_MAX];

/* Where this process's profiles of each kind stand in a collection, once they do. */
static char collected[2][PATH_MAX];

static struct ci_lock lock;

void ci_session_lock(void)
{
    ci_lock_take(&lock);
}

void ci_session_unlock(void)
{
    ci_lock_release(&lock);
}

/* The counts begin now. SOURCE_DATE_EPOCH stands for the date of the run, which then has no
 * duration either. */
static void note_start(void)
{
    const char *epoch = secure_getenv("SOURCE_DATE_EPOCH");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (epoch)
        now = (struct timespec){.tv_sec = strtoll(epoch, NULL, 10)};
    ci_session.start = ci_clock_moment();
    ci_session.start_nanos = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    ci_session.date_given = epoch != NULL;
}

/* CINSTR_MAX_MEMORY: a number of bytes with K, M or G behind it at will. */
static void read_budget(const char *text)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    unsigned shift = 0;
    if (*end == 'K' || *end == 'k')
        shift = 10;
    else if (*end == 'M' || *end == 'm')
        shift = 20;
    else if (*end == 'G' || *end == 'g')
        shift = 30;
    if (end == text || *text == '-' || errno || end[shift > 0] != '\0' ||
        number > UINT64_MAX >> shift)
        ci_message("CINSTR_MAX_MEMORY is not a size such as 64M; 512M is used", text);
    else
        ci_tree_budget = (uint64_t)number << shift;
}

static void read_labels(const char *text)
{
    if (strcmp(text, "thread") == 0)
        ci_session.labels_thread = ci_thread_keep_apart = true;
    else if (*text)
        ci_message("CINSTR_LABELS knows 'thread' only", text);
}

/* CINSTR_HEAP: "peak" and "leaks", either or both with a comma between. */
static void read_heap(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        if (length == 4 && strncmp(text, "peak", length) == 0)
            ci_live_keeps_peak = true;
        else if (length == 5 && strncmp(text, "leaks", length) == 0)
            ci_session.leaks = true;
        else
            ci_message("CINSTR_HEAP knows 'peak' and 'leaks' only", text);
        text += length + (text[length] == ',');
    }
}

static void read_recursion(const char *text)
{
    if (strcmp(text, "full") == 0)
        ci_fold_rule = CI_FOLD_NEVER;
    else if (strcmp(text, "nearest") == 0)
        ci_fold_rule = CI_FOLD_NEAREST;
    else if (*text && strcmp(text, "exact") != 0)
        ci_message("CINSTR_RECURSION knows 'exact', 'nearest' and 'full' only; 'exact' is used",
                   text);
}

static bool fork_locks; /* false: a handler forks that interrupted the lock's holder */

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

/* What every copy of the process begins with, however it was made. */
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
    if (ci_session.watch)
        ci_watch_start();
}

/* The child starts empty: what the parent counted is the parent's. */
static void after_fork_child(void)
{
    begin_copy();
    ci_session.copied = false;
    ci_hide_reset();
    ci_totals_restart();
    note_start();
}

/* CINSTR_OUT. A program with raised privileges takes no path from whoever started it, and gives him
 * no file either. */
static void read_out(const char *text)
{
    ci_session.out = text && *text ? strdup(text) : default_out;
    if (!ci_session.out)
        ci_session.out = default_out;
    ci_session.off = !strcmp(ci_session.out, "none") || getauxval(AT_SECURE);
    if (getauxval(AT_SECURE))
        ci_message("no profile: the program runs with raised privileges", NULL);
}

static void read_watch(const char *text)
{
    if (strcmp(text, "on") == 0)
        ci_session.watch = true;
    else if (*text && strcmp(text, "off") != 0)
        ci_message("CINSTR_WATCH is 'on' or 'off'", text);
}

/* CINSTR_EVERY: a time such as 60s, 5m or 1h. */
static void read_every(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    long unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : 0;
    if (unit == 0 || end[1] || number < 1 || number > 1000000)
        ci_message("CINSTR_EVERY is not a time such as 60s, 5m or 1h", text);
    else
        ci_session.every = (int)(number * unit);
    ci_session.watch |= ci_session.every > 0;
}

/* CINSTR_SIGNAL: its name, with or without SIG, or its number. */
static int signal_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text && !*end)
        return number > 0 && number < NSIG ? (int)number : 0;
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (int signal = 1; signal < NSIG; signal++) {
        const char *name = sigabbrev_np(signal);
        if (name && strcmp(name, text) == 0)
            return signal;
    }
    return 0;
}

static void write_at_signal(int signal)
{
    (void)signal;
    ci_session_write_numbered();
}

static void read_signal(const char *text)
{
    struct sigaction action = {.sa_handler = write_at_signal, .sa_flags = SA_RESTART};
    int signal = signal_of(text);
    if (!signal || sigaction(signal, &action, NULL))
        ci_message("CINSTR_SIGNAL is not a signal such as USR2", text);
}

static void end_quickly(void)
{
    ci_session_end(ci_session_in_handler());
}

static void read_environment(void)
{
    const char *text;
    read_out(secure_getenv("CINSTR_OUT"));
    if ((text = secure_getenv("CINSTR_MAX_MEMORY")))
        read_budget(text);
    if ((text = secure_getenv("CINSTR_RECURSION")))
        read_recursion(text);
    if ((text = secure_getenv("CINSTR_LABELS")))
        read_labels(text);
    if ((text = secure_getenv("CINSTR_HEAP")))
        read_heap(text);
    if ((text = secure_getenv("CINSTR_WATCH")))
        read_watch(text);
    if ((text = secure_getenv("CINSTR_EVERY")) && *text)
        read_every(text);
    if ((text = secure_getenv("CINSTR_SIGNAL")) && *text)
        read_signal(text);
    ci_session.watch &= !ci_session.off;
}

static void set_up(void) __attribute__((constructor(101)));
static void set_up(void)
{
    int saved = errno;
    ci_outside_muted = true; /* what follows is not the program's */
    ci_message_note_stderr();
    ci_process_note();
    ci_output_note_program();
    ci_outside_attach();
    note_start();
    if (!getcwd(start_directory, sizeof start_directory))
        start_directory[0] = '\0';
    read_environment();
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
    at_quick_exit(end_quickly);
    if (ci_session.watch)
        ci_watch_start();
    ci_outside_muted = false;
    errno = saved;
}

/* The profile's path: CINSTR_OUT filled in, from the directory that the program started in; "" when
 * there is to be none. */
static bool out_path(char *path, size_t size, enum ci_kind kind)
{
    char name[PATH_MAX];
    const char *word = kind == CI_KIND_HEAP ? "heap" : "prof";
    if (!ci_output_path(name, sizeof name, ci_session.out, word, ci_session.forked)) {
        if (kind == CI_KIND_PROF)
            ci_message("CINSTR_OUT is no template such as %e.%t.pb.gz; that one is used",
                       ci_session.out);
        if (!ci_output_path(name, sizeof name, default_out, word, ci_session.forked))
            return false;
    }
    if (!name[0]) {
        *path = '\0';
        return true;
    }
    bool relative = name[0] != '/' && start_directory[0];
    int length =
        snprintf(path, size, "%s%s%s", relative ? start_directory : "", relative ? "/" : "", name);
    return length >= 0 && (size_t)length < size;
}

static bool write_collected(const struct ci_snapshot *snapshot, const char *path)
{
    char *own = collected[snapshot->kind];
    if (*own)
        return ci_output_write(snapshot, own);
    strcpy(own, path);
    char *slash = strrchr(own, '/');
    *slash = '\0';
    mkdir(own, 0777); /* is there, or the file tells why it cannot be */
    *slash = '/';
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

/* Whether the profiles are this process's to write; makes a copy that nobody told of one. */
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

/* Writes with the lock held; false: it could not be, or the lock is the interrupted code's. */
static bool write_locked(const struct request *request)
{
    char path[PATH_MAX];
    const char *target = request->path;
    bool collects = false;
    if (!target) {
        if (!out_path(path, sizeof path, request->kind))
            return false;
        collects = ci_output_collects(ci_session.out) && !request->number;
        if (*path && request->number && !ci_output_number(path, sizeof path, request->number))
            return false;
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

static int write_kind(const struct request *request)
{
    struct ci_fp fp;
    bool muted = ci_outside_muted;
    int saved = errno;
    if (!is_writer() || (!request->path && ci_session.off))
        return 0;
    ci_fp_enter(&fp);
    ci_outside_muted = true;
    bool done = write_locked(request);
    ci_outside_muted = muted;
    ci_fp_leave(&fp);
    errno = saved;
    return done ? 0 : -1;
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

static void tell_leaks(void)
{
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
    return ci_objects_list() && ci_objects_modes() & ~other;
}

/* Writes each kind that there is; whether all are complete. */
static bool write_all(bool bare, unsigned number)
{
    bool done = true;
    for (enum ci_kind kind = CI_KIND_PROF; kind <= CI_KIND_HEAP; kind++)
        if (ci_session_has(kind))
            done &=
                write_kind(&(struct request){.kind = kind, .bare = bare, .number = number}) == 0;
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

void ci_session_end(bool bare)
{
    if (ci_session.silent || ci_session.ended || !is_writer())
        return;
    bool done = write_all(bare, 0);
    if (ci_session.leaks && !ci_session.off)
        tell_leaks();
    ci_session.ended = done;
}

/* The last of all: what other destructors do, those of priority 101 in a static program too, is in
 * the profile. The priority is out of reach of the attribute. */
static void tear_down(void)
{
    ci_session_end(false);
}

static void (*const last_destructor)(void)
    __attribute__((section(".fini_array.00000"), used)) = tear_down;
