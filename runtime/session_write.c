/* SPDX-License-Identifier: MIT */
/* session_write.c - writes the profiles of this process where its settings say. */
#include "session_write.h"
#include "local.h"
#include "message.h"
#include "objects.h"
#include "output.h"
#include "own_stack.h"
#include "processor.h"
#include "session.h"
#include "settings.h"
#include "thread.h"

#include <cinstr/cinstr.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char start_directory[PATH_MAX];

/* The paths of this process's profiles in a collection, by kind, once they are there. */
static char collected[CI_KINDS][PATH_MAX];

void ci_session_write_from_here(void)
{
    if (!getcwd(start_directory, sizeof start_directory))
        start_directory[0] = '\0';
}

void ci_session_write_anew(void)
{
    memset(collected, 0, sizeof collected);
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

static bool write_to(const struct ci_write_request *request, const char *path, bool collects)
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

/* Writes with the lock held; false: writing failed, or the interrupted code holds the lock. */
static bool write_locked(const struct ci_write_request *request)
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
    if (!ci_session_lock())
        return false;
    bool done = write_to(request, target, collects);
    ci_session_unlock();
    return done;
}

/* A request, and what became of it. */
struct writing {
    const struct ci_write_request *request;
    bool done;
};

static void write_requested(void *argument)
{
    struct writing *writing = argument;
    writing->done = write_locked(writing->request);
}

int ci_session_write(const struct ci_write_request *request)
{
    struct ci_processor_fp fp;
    bool muted = ci_local.muted;
    int saved = errno;
    if (!ci_session_is_writer() || (!request->path && ci_session.off))
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
    return ci_session_write(&(struct ci_write_request){.path = path, .kind = CI_KIND_PROF});
}

int cinstr_write_heap(const char *path)
{
    return ci_session_write(&(struct ci_write_request){.path = path, .kind = CI_KIND_HEAP});
}

const char *ci_session_write_fd(enum ci_kind kind, int fd)
{
    struct ci_arena arena = {0};
    struct ci_snapshot snapshot;
    const char *reason = "no memory";
    ci_session_lock();
    bool done = ci_snapshot_make(&snapshot, kind, &arena);
    ci_session_unlock();
    snapshot.bare = true;
    if (done)
        reason = ci_pprof_write(&snapshot, fd);
    ci_arena_release(&arena);
    return reason;
}
