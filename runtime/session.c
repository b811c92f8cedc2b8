/* SPDX-License-Identifier: MIT */
/* session.c - start-up and end of the runtime in a process, and the public API. */
#define _GNU_SOURCE
#include "session.h"
#include "hide.h"
#include "leaks.h"
#include "message.h"
#include "objects.h"
#include "output.h"
#include "thread.h"
#include "totals.h"

#include <cinstr/cinstr.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char default_out[] = "%e.%t.pb.gz";

struct ci_session ci_session;
static char start_directory[PATH_MAX];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void ci_session_lock(void)
{
    pthread_mutex_lock(&lock);
}

void ci_session_unlock(void)
{
    pthread_mutex_unlock(&lock);
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

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
    ci_live_lock_all();
}

static void after_fork_parent(void)
{
    ci_live_unlock_all();
    pthread_mutex_unlock(&lock);
}

/* The child starts empty: what the parent counted is the parent's. */
static void after_fork_child(void)
{
    ci_live_unlock_all();
    pthread_mutex_unlock(&lock);
    ci_thread_forget_others();
    ci_hide_reset();
    ci_totals_restart();
    ci_session.forked = true;
    note_start();
}

static void set_up(void) __attribute__((constructor(101)));
static void set_up(void)
{
    int saved = errno;
    const char *text;
    ci_outside_muted = true; /* what follows is not the program's */
    ci_outside_attach();
    note_start();
    if (!getcwd(start_directory, sizeof start_directory))
        start_directory[0] = '\0';
    text = secure_getenv("CINSTR_OUT");
    ci_session.out = text && *text ? strdup(text) : default_out;
    if (!ci_session.out)
        ci_session.out = default_out;
    if ((text = secure_getenv("CINSTR_MAX_MEMORY")))
        read_budget(text);
    if ((text = secure_getenv("CINSTR_LABELS")))
        read_labels(text);
    if ((text = secure_getenv("CINSTR_HEAP")))
        read_heap(text);
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
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

static bool write_to(const char *path, enum ci_kind kind)
{
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    bool done = ci_snapshot_make(&snapshot, kind, &arena);
    if (done)
        done = ci_output_write(&snapshot, path);
    else
        ci_message("no memory for the profile", path);
    ci_arena_release(&arena);
    return done;
}

static int write_kind(const char *path, enum ci_kind kind)
{
    int saved = errno;
    bool muted = ci_outside_muted;
    ci_outside_muted = true;
    char default_path[PATH_MAX];
    bool done = path || out_path(default_path, sizeof default_path, kind);
    if (!path)
        path = default_path;
    if (done && *path) {
        pthread_mutex_lock(&lock);
        done = write_to(path, kind);
        pthread_mutex_unlock(&lock);
    }
    ci_outside_muted = muted;
    errno = saved;
    return done ? 0 : -1;
}

int cinstr_write(const char *path)
{
    return write_kind(path, CI_KIND_PROF);
}

int cinstr_write_heap(const char *path)
{
    return write_kind(path, CI_KIND_HEAP);
}

void cinstr_reset(void)
{
    pthread_mutex_lock(&lock);
    ci_hide_reset();
    pthread_mutex_unlock(&lock);
}

void cinstr_pause(void)
{
    pthread_mutex_lock(&lock);
    ci_hide_pause();
    pthread_mutex_unlock(&lock);
}

void cinstr_resume(void)
{
    pthread_mutex_lock(&lock);
    ci_hide_resume();
    pthread_mutex_unlock(&lock);
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

/* Last of all destructors, so that those of the program are in the profile. */
static void tear_down(void) __attribute__((destructor(101)));
static void tear_down(void)
{
    const unsigned other = CINSTR_MODE_FLAT | CINSTR_MODE_ALLOCATIONS | CINSTR_MODE_LIVE;
    unsigned modes = ci_objects_modes();
    if (ci_session.silent)
        return;
    if (ci_objects_list() && modes & ~other)
        cinstr_write(NULL);
    if (ci_objects_allocate() || ci_outside_any())
        cinstr_write_heap(NULL);
    if (ci_session.leaks)
        tell_leaks();
}
