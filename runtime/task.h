/* SPDX-License-Identifier: MIT */
/*
 * task.h - what the kernel knows about a thread: its name, how long it lived and ran.
 *
 * The runtime notes it when a thread begins and ends, and reads it from /proc while the thread
 * runs, so that it adds no cost in between. It does so only if threads are kept apart
 * (CINSTR_LABELS=thread).
 */
#ifndef CINSTR_RUNTIME_TASK_H
#define CINSTR_RUNTIME_TASK_H

#include <stdbool.h>
#include <stdint.h>

enum { CI_TASK_NAME = 16, CI_TASK_UNKNOWN = -1 };

struct ci_task {
    char name[CI_TASK_NAME]; /* as it was last told */
    uint64_t start, end;     /* ticks; `end` 0: it runs, or the process is no more */
    int64_t processor;       /* processor time at the start, ns; from the end on: since then */
};

/* For the calling thread. Keep errno. */
void ci_task_begin(struct ci_task *task);
void ci_task_end(struct ci_task *task);

/* What is known about a thread. Times up to its end or, while it runs, up to now. */
struct ci_task_state {
    const char *name;
    uint64_t ticks;    /* that it has been there */
    int64_t processor; /* processor time in ns, or CI_TASK_UNKNOWN */
};

/* The state of the thread with that id, from the kernel while it runs; `now` in ticks. */
struct ci_task_state ci_task_ask(struct ci_task *task, int id, uint64_t now);

#endif
