/* SPDX-License-Identifier: MIT */
/* worker.c - programs of our harness that measure on request; see worker.h. */
#include "bench/worker.h"

#include "bench/google.h"
#include "bench/rounds.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PADDING_MAX = 65536 };

void ci_worker_become(const struct ci_worker_job *job, char *const *arguments, int text, int log)
{
    static char padding[PADDING_MAX + 1];
    cpu_set_t set;
    int null = open("/dev/null", O_RDWR);
    if (job->fixed_addresses)
        personality((unsigned long)personality(0xffffffff) | ADDR_NO_RANDOMIZE);
    if (job->cpu >= 0) {
        CPU_ZERO(&set);
        CPU_SET(job->cpu, &set);
        sched_setaffinity(0, sizeof set, &set);
    }
    size_t size = job->padding < PADDING_MAX ? job->padding : PADDING_MAX;
    memset(padding, 'x', size);
    if (size > 0)
        setenv("CINSTR_LAYOUT_PADDING", padding, 1);
    dup2(null, STDIN_FILENO);
    dup2(text >= 0 ? text : null, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(arguments[0], arguments);
    dprintf(log, "cannot be run: %s\n", strerror(errno));
    _exit(127);
}

/* In the child: the program with the descriptors of its requests and answers. */
static _Noreturn void become(const struct ci_worker_job *job, int in, int out, int text)
{
    char bench[4096], cpus[32], slices[64];
    char *arguments[] = {(char *)job->path, bench, cpus, slices, (char *)job->timeout, NULL};
    int copy_in = dup(in), copy_out = dup(out); /* without close-on-exec */
    snprintf(bench, sizeof bench, "-bench=%s", job->pattern);
    snprintf(cpus, sizeof cpus, "-cpu=%d", job->cpus);
    snprintf(slices, sizeof slices, "-slices=%d,%d", copy_in, copy_out);
    ci_worker_become(job, arguments, text, text);
    _exit(127);
}

/* Reads a whole struct. Returns false at the end of the pipe. */
static bool receive(int fd, void *data, size_t size)
{
    for (size_t got = 0; got < size;) {
        ssize_t piece = read(fd, (char *)data + got, size - got);
        if (piece == 0 || (piece < 0 && errno != EINTR))
            return false;
        got += piece > 0 ? (size_t)piece : 0;
    }
    return true;
}

static bool start_cinstr(struct ci_worker *worker)
{
    int requests[2], answers[2];
    if (pipe2(requests, O_CLOEXEC))
        return false;
    if (pipe2(answers, O_CLOEXEC)) {
        close(requests[0]);
        close(requests[1]);
        return false;
    }
    worker->pid = fork();
    if (worker->pid == 0)
        become(&worker->job, requests[0], answers[1], worker->text);
    close(requests[0]);
    close(answers[1]);
    worker->in = requests[1];
    worker->out = answers[0];
    return worker->pid > 0 && receive(worker->out, &worker->greeting, sizeof worker->greeting) &&
           strcmp(worker->greeting.magic, CINSTR_SLICE_MAGIC) == 0;
}

const char *ci_worker_path(struct ci_pool *pool, const char *path, int layout)
{
    const char *place = strstr(path, "%d");
    if (!place)
        return path;
    return ci_pool_format(pool, "%.*s%d%s", (int)(place - path), path, layout, place + 2);
}

bool ci_worker_start(struct ci_worker *worker, const struct ci_worker_job *job)
{
    *worker = (struct ci_worker){.job = *job, .in = -1, .out = -1};
    worker->text = memfd_create("output", MFD_CLOEXEC);
    if (worker->text < 0)
        return false;
    return job->kind != CI_WORKER_CINSTR || start_cinstr(worker);
}

bool ci_worker_slice(struct ci_worker *worker, int64_t n, struct ci_slice *slice)
{
    struct ci_slice_request request = {n};
    if (worker->job.kind != CI_WORKER_CINSTR)
        return ci_google_slice(worker, n, slice);
    ssize_t written;
    do
        written = write(worker->in, &request, sizeof request);
    while (written < 0 && errno == EINTR);
    return written == sizeof request && receive(worker->out, slice, sizeof *slice);
}

/* Closes the pipes, which ends the program, and waits for it. Returns its wait status. */
static int finish(struct ci_worker *worker)
{
    int status = 0;
    if (worker->in >= 0)
        close(worker->in);
    if (worker->out >= 0)
        close(worker->out);
    worker->in = worker->out = -1;
    if (worker->pid > 0)
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    worker->pid = 0;
    return status;
}

void ci_worker_stop(struct ci_worker *worker)
{
    finish(worker);
    if (worker->text >= 0)
        close(worker->text);
    worker->text = -1;
}

/* What the program printed, whole. */
static void read_text(int fd, struct ci_buffer *text)
{
    char piece[4096];
    if (fd < 0)
        return;
    lseek(fd, 0, SEEK_SET);
    for (ssize_t got; (got = read(fd, piece, sizeof piece)) > 0;)
        ci_buffer_append(text, piece, (size_t)got);
}

const char *ci_worker_failure(struct ci_worker *worker, struct ci_pool *pool)
{
    struct ci_buffer text = {0};
    const char *line = NULL, *reason = NULL;
    int status = finish(worker);
    read_text(worker->text, &text);
    for (size_t length = 0; !reason && (line = ci_rounds_line(&text, line, &length));)
        if (ci_rounds_starts(line, length, "--- ") ||
            ci_rounds_starts(line, length, "cinstr-bench: ") ||
            ci_rounds_starts(line, length, "cannot be run"))
            reason = ci_pool_copy(pool, line, length);
    ci_buffer_deinit(&text);
    ci_worker_stop(worker);
    if (reason)
        return reason;
    if (WIFSIGNALED(status))
        return ci_pool_format(pool, "signal %d", WTERMSIG(status));
    return ci_pool_format(pool, "no answer (exit status %d)", WEXITSTATUS(status));
}
