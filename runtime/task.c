/* SPDX-License-Identifier: MIT */
/* task.c - see task.h. */
#define _GNU_SOURCE
#include "task.h"
#include "clock.h"
#include "proc.h"
#include "process.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

void ci_task_begin(struct ci_task *task)
{
    int saved = errno;
    *task = (struct ci_task){.start = ci_clock_ticks(),
                             .processor = ci_clock_nanos(CLOCK_THREAD_CPUTIME_ID)};
    prctl(PR_GET_NAME, task->name);
    errno = saved;
}

void ci_task_end(struct ci_task *task)
{
    int saved = errno;
    prctl(PR_GET_NAME, task->name);
    task->processor = ci_clock_nanos(CLOCK_THREAD_CPUTIME_ID) - task->processor;
    task->end = ci_clock_ticks();
    errno = saved;
}

/* Reads /proc/PROCESS/task/ID/FILE; false: there is none. */
static bool read_file(int id, const char *file, char *bytes, size_t size)
{
    char path[48];
    struct ci_text text = ci_text_begin(path, sizeof path);
    ci_text_append_string(&text, "task/");
    ci_text_append_number(&text, (unsigned long)id);
    ci_text_append_string(&text, file);
    return ci_proc_read(ci_process_id(), path, bytes, size);
}

struct ci_task_state ci_task_ask(struct ci_task *task, int id, uint64_t now)
{
    struct ci_task_state state = {task->name, task->end - task->start, task->processor};
    char text[128];
    if (task->end)
        return state;
    int saved = errno;
    if (read_file(id, "/comm", text, CI_TASK_NAME + 1)) {
        text[strcspn(text, "\n")] = '\0';
        memcpy(task->name, text, CI_TASK_NAME);
    }
    state.ticks = now - task->start;
    state.processor = CI_TASK_UNKNOWN;
    if (read_file(id, "/schedstat", text, sizeof text)) /* begins with the time it ran, ns */
        state.processor = strtoll(text, NULL, 10) - task->processor;
    errno = saved;
    return state;
}
