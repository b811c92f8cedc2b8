/* SPDX-License-Identifier: MIT */
/* session.c - start-up and end of the runtime in a process, and most of the public API. */
#define _GNU_SOURCE
#include "session.h"
#include "contentions.h"
#include "fiber.h"
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
#include "session_write.h"
#include "settings.h"
#include "siblings.h"
#include "thread.h"
#include "totals.h"
#include "wait.h"
#include "watch/watch.h"

#include <cinstr/cinstr.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static unsigned next_number = 1; /* of numbered files */
static unsigned signals;         /* that asked for one and have none yet */

struct ci_session ci_session;

static struct ci_lock lock;

bool ci_session_lock(void)
{
    return ci_lock_take(&lock);
}

void ci_session_unlock(void)
{
    ci_lock_release(&lock);
}

/* The counts begin now. */
static void note_start(void)
{
    ci_session.start = ci_clock_moment();
    ci_session.start_processor = ci_wait_process_nanos();
    if (!ci_session.date_given)
        ci_session.start_nanos = ci_clock_nanos(CLOCK_REALTIME);
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
    ci_session_write_anew();
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

/* What fiber.h need not learn: the kernel puts its random bytes at the top of the first stack. */
static void tell_of_stacks(void)
{
    ucontext_t context = {.uc_link = NULL};
    char stack[1024];
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = sizeof stack;
    makecontext(&context, end_quickly, 0);
    ci_fiber_learn(CI_PROCESSOR_RETURN_OF(context));
    ci_fiber_first.stack = getauxval(AT_RANDOM);
    if (syscall(SYS_gettid) == getpid())
        ci_fiber_first.block = (uintptr_t)ci_processor_control_block();
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
    ci_session_write_from_here();
    ci_settings_read();
    tell_of_stacks();
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
    at_quick_exit(end_quickly);
    if (ci_session.watch)
        ci_watch_start();
    ci_local.muted = false;
    errno = saved;
}

bool ci_session_is_writer(void)
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
    else if (!ci_snapshot_make_of_leaks(&snapshot, &arena) || !ci_leaks_tell(&snapshot))
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
        done &= ci_session_write(
                    &(struct ci_write_request){.kind = kind, .bare = bare, .number = number}) == 0;
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
    if (ci_session.silent || ci_session.ended || !ci_session_is_writer())
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
