/* SPDX-License-Identifier: MIT */
/* supervise.c - fork, read what the child says, wait for its end or its time-out. */
#include "supervise.h"

#include "channel.h"
#include "clock.h"
#include "session.h"
#include "surroundings.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct watch {
    pid_t pid;
    int pipe, pidfd;  /* pidfd: -1 on a kernel before 5.3 */
    int output;       /* what the benchmark prints; -1: no more of it */
    int64_t deadline; /* clock; 0: none */
    int64_t paused;   /* clock at which a sub-benchmark began; 0: none is running */
    bool reported;
    struct ci_channel_buffer buffer;
    struct ci_directories directories; /* to remove */
};

static void append_log(struct ci_outcome *outcome, const char *text, size_t length)
{
    char *log = realloc(outcome->log, outcome->log_length + length);
    if (!log)
        return;
    memcpy(log + outcome->log_length, text, length);
    outcome->log = log;
    outcome->log_length += length;
}

static void handle_message(struct watch *watch, struct ci_outcome *outcome, int kind,
                           const char *data, size_t size)
{
    int64_t now = ci_clock_nanos();
    if (kind == CI_MESSAGE_LOG) {
        append_log(outcome, data, size);
    } else if (kind == CI_MESSAGE_PROBED) {
        outcome->probed = true;
    } else if (kind == CI_MESSAGE_SUB_BEGIN) {
        watch->paused = now;
    } else if (kind == CI_MESSAGE_SUB_END && watch->paused) {
        watch->deadline += watch->deadline ? now - watch->paused : 0;
        watch->paused = 0;
    } else if (kind == CI_MESSAGE_DIRECTORY) {
        ci_surroundings_note(&watch->directories, data, size);
    } else if (kind == CI_MESSAGE_RESULT && size == sizeof outcome->result) {
        memcpy(&outcome->result, data, size);
        watch->reported = true;
    }
}

/*
 * Reads all messages, and all that the benchmark has printed. Returns false when no more messages
 * can come.
 */
static bool read_messages(struct watch *watch, struct ci_outcome *outcome, bool pipe_open)
{
    if (watch->output >= 0 && !ci_output_fill(&outcome->output, watch->output)) {
        close(watch->output);
        watch->output = -1;
    }
    if (!pipe_open)
        return false;
    bool more = ci_channel_fill(&watch->buffer, watch->pipe);
    const char *data;
    size_t size;
    for (int kind; (kind = ci_channel_take(&watch->buffer, &data, &size)) != 0;)
        handle_message(watch, outcome, kind, data, size);
    return more;
}

/* Waits for a message or output, the end of the child or the deadline. Returns false at the
 * deadline. */
static bool wait_event(struct watch *watch, bool pipe_open)
{
    struct pollfd events[3] = {
        {.fd = pipe_open ? watch->pipe : -1, .events = POLLIN},
        {.fd = watch->pidfd, .events = POLLIN},
        {.fd = watch->output, .events = POLLIN},
    };
    int64_t left = INT64_MAX;
    if (watch->deadline && !watch->paused)
        left = (watch->deadline - ci_clock_nanos()) / 1000000 + 1;
    if (left <= 0)
        return false;
    if (watch->pidfd < 0 && left > 50)
        left = 50; /* nothing tells of the end: look for it */
    poll(events, 3, left > 1000000000 ? -1 : (int)left);
    return true;
}

/*
 * Whether the child has ended. It stays a zombie, so that the process group is still its own when
 * the rest of the group is killed.
 */
static bool has_ended(const struct watch *watch)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)watch->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
}

static void watch_child(struct watch *watch, struct ci_outcome *outcome)
{
    bool timed_out = false, pipe_open = true;
    int status = 0;
    while (!has_ended(watch) && !timed_out) {
        timed_out = !wait_event(watch, pipe_open);
        pipe_open = read_messages(watch, outcome, pipe_open);
    }
    kill(-watch->pid, SIGKILL);
    kill(watch->pid, SIGKILL); /* it may not have made its group yet */
    waitpid(watch->pid, &status, 0);
    read_messages(watch, outcome, pipe_open);
    if (watch->reported) {
        outcome->end = CI_END_REPORTED;
    } else if (timed_out) {
        outcome->end = CI_END_TIMED_OUT;
    } else {
        outcome->end = WIFSIGNALED(status) ? CI_END_SIGNALLED : CI_END_EXITED;
        outcome->detail = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static _Noreturn void run_child(struct ci_bench *bench, int channel, int output, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1); /* it died before the line above */
    for (struct ci_bench *other = bench->parent; other; other = other->parent)
        close(other->channel);
    ci_output_redirect(output, ci_bench_session.keep_stderr);
    bench->channel = channel;
    ci_measure(bench);
}

static void tell_parent(const struct ci_bench *bench, enum ci_message_kind kind)
{
    if (bench->parent)
        ci_channel_send(bench->parent->channel, kind, NULL, 0);
}

/* Makes both pipes of a benchmark. Returns false with errno set and neither. */
static bool make_pipes(int ends[2], int output[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    if (ci_output_pipe(output))
        return true;
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    errno = error;
    return false;
}

void ci_supervise(struct ci_bench *bench, struct ci_outcome *outcome)
{
    int ends[2], output[2];
    struct watch watch = {.pid = -1, .pidfd = -1};
    *outcome = (struct ci_outcome){.end = CI_END_NOT_STARTED};
    if (!make_pipes(ends, output)) {
        outcome->detail = errno;
        return;
    }
    tell_parent(bench, CI_MESSAGE_SUB_BEGIN);
    fflush(NULL);
    pid_t self = getpid();
    watch.pid = fork();
    if (watch.pid == 0) {
        close(ends[0]);
        close(output[0]);
        run_child(bench, ends[1], output[1], self);
    }
    outcome->detail = errno;
    close(ends[1]);
    close(output[1]);
    watch.output = output[0];
    if (watch.pid > 0) {
        int64_t timeout = ci_bench_session.flags.timeout_nanos;
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        fcntl(output[0], F_SETFL, O_NONBLOCK);
        watch.pipe = ends[0];
        watch.pidfd = (int)syscall(SYS_pidfd_open, watch.pid, 0);
        watch.deadline = timeout ? ci_clock_nanos() + timeout : 0;
        watch_child(&watch, outcome);
        if (watch.pidfd >= 0)
            close(watch.pidfd);
        ci_channel_deinit(&watch.buffer);
        ci_surroundings_remove(&watch.directories);
    }
    close(ends[0]);
    if (watch.output >= 0)
        close(watch.output);
    tell_parent(bench, CI_MESSAGE_SUB_END);
}

void ci_outcome_deinit(struct ci_outcome *outcome)
{
    free(outcome->log);
    outcome->log = NULL;
    outcome->log_length = 0;
    ci_output_deinit(&outcome->output);
}
