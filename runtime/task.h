/* SPDX-License-Identifier: MIT */
/*
 * task.h - what the kernel knows of a thread: its name, how long it was there and ran.
 *
 * Noted when a thread begins and ends, and read from /proc while it runs: nothing is added to what
 * happens in between. Only where threads are kept apart (CINSTR_LABELS=thread).
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

/* The same of a thread that may run; `now` in ticks. */
struct ci_task_state {
    const char *name;
    uint64_t ticks;    /* that it has been there */
    int64_t processor; /* processor time in ns, or CI_TASK_UNKNOWN */
};

/* Asks the kernel where the thread of that id runs on; the name is the task's own then. */
struct ci_task_state ci_task_ask(struct ci_task *task, int id, uint64_t now);

#endif
