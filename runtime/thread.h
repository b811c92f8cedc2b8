/* SPDX-License-Identifier: MIT */
/*
 * thread.h - one tree per thread, and the list of all of them.
 *
 * A thread gets a tree at its first event. When it ends, the next new thread takes the tree over
 * and goes on counting in it. So memory depends on the greatest number of threads alive, not on the
 * number of threads ever made. With CINSTR_LABELS=thread every thread keeps its own.
 */
#ifndef CINSTR_RUNTIME_THREAD_H
#define CINSTR_RUNTIME_THREAD_H

#include "calibrate.h"
#include "sampling.h"
#include "task.h"
#include "tree.h"

#include <stdbool.h>

enum { CI_THREAD_RUNNING = 1, CI_THREAD_ENDED = 2 };

/* A thread's clocks when wait.h last asked for them; a handler that interrupts an update may see a
 * mixture of two moments that are one system call apart. */
struct ci_reading {
    uint64_t ticks; /* 0: never asked */
    int64_t processor_nanos;
    long sleeps; /* how often the thread had given up the processor voluntarily */
};

/* Invariant: in the list from the moment it is made, never removed but by a fork's child. */
struct ci_thread {
    struct cinstr_sampled sampled; /* must be first: probes know the thread by it */
    struct ci_tree tree;
    struct ci_thread *next;
    int state;                          /* CI_THREAD_*; atomic */
    int id;                             /* kernel's thread id of the (latest) owner */
    struct cinstr_thread *probe;        /* what the owner's probes use; valid while running */
    struct ci_flat *flats, *free_flats; /* flat.h */
    struct ci_outside_leaf **outside;   /* outside.c's table; NULL: not used yet */
    struct ci_reading waited;           /* the owner's */
    struct ci_task task;                /* where threads are kept apart */
    struct ci_sampling sampling;        /* clock=sampled */
};

/* The state that probes use, one per thread. */
extern _Thread_local struct cinstr_thread ci_thread_probe __asm__(CINSTR_SYMBOL_THREAD)
    __attribute__((tls_model("initial-exec"), visibility("default")));

/* What probes cost: `typical` is taken out of times. Set before threads run. */
extern struct ci_calibration ci_thread_calibration;

/* Never hand an ended thread's tree to a new one. */
extern bool ci_thread_keep_apart;

/* All trees, newest first. Safe at any time. */
struct ci_thread *ci_thread_list(void);

/* What threads have that have no ci_thread: their events read the clock. */
extern struct cinstr_sampled ci_thread_nobody;

/* The calling thread's, NULL before its first event. */
static inline struct ci_thread *ci_thread_current(void)
{
    struct cinstr_sampled *own = ci_thread_probe.sampled;
    return own == &ci_thread_nobody ? NULL : (struct ci_thread *)own;
}

/* Leaves the calling thread without one. */
void ci_thread_forget_current(void);

/* The thread's first event: gives it a tree. Returns the slot to start from. For code that need not
 * preserve vector registers. */
struct cinstr_edge **ci_attach(void);

/* The same for miss-PROCESSOR.S, with the slot of that event: it is not the thread's own where a
 * fiber went on in a thread that had none yet, and stays. */
struct cinstr_edge **ci_attach_from(struct cinstr_edge **slot);

/* In time mode: charges the time since the thread's last event to the context that it is in. */
void ci_thread_charge(struct ci_thread *thread, uint64_t now);

/* In a fork's child: forgets all threads but the calling one. */
void ci_thread_forget_others(void);

#endif
