/* SPDX-License-Identifier: MIT */
/* program.c - one run of the program; see run.h. */
#include "run/run.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t child;

static void forward(int number)
{
    if (child > 0)
        kill(child, number);
}

/* SIGINT and SIGQUIT come from the terminal, which sends them to the program as well. */
static const int ignored[] = {SIGINT, SIGQUIT};
static const int forwarded[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

enum {
    IGNORED = sizeof ignored / sizeof *ignored,
    FORWARDED = sizeof forwarded / sizeof *forwarded
};

static void take_signals(struct sigaction *old)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, pass = {.sa_handler = forward};
    pass.sa_flags = SA_RESTART;
    for (int i = 0; i < IGNORED; i++)
        sigaction(ignored[i], &ignore, &old[i]);
    for (int i = 0; i < FORWARDED; i++)
        sigaction(forwarded[i], &pass, &old[IGNORED + i]);
}

/* They stay blocked until this process knows where to send them. */
static void forwarded_set(sigset_t *set)
{
    sigemptyset(set);
    for (int i = 0; i < FORWARDED; i++)
        sigaddset(set, forwarded[i]);
}

static void give_signals_back(const struct sigaction *old)
{
    for (int i = 0; i < IGNORED; i++)
        sigaction(ignored[i], &old[i], NULL);
    for (int i = 0; i < FORWARDED; i++)
        sigaction(forwarded[i], &old[IGNORED + i], NULL);
}

static void open_null(int fd, int flags)
{
    int null = open("/dev/null", flags);
    if (null >= 0 && null != fd) {
        dup2(null, fd);
        close(null);
    }
}

/* In the child: becomes the program, or tells the parent through the pipe why it cannot. */
static _Noreturn void become(const struct ci_run *run, const struct sigaction *old,
                             const sigset_t *mask, int report)
{
    give_signals_back(old);
    sigprocmask(SIG_SETMASK, mask, NULL);
    personality(personality(0xffffffff) | ADDR_NO_RANDOMIZE);
    if (run->rewind && lseek(STDIN_FILENO, 0, SEEK_CUR) < 0)
        open_null(STDIN_FILENO, O_RDONLY);
    if (run->quiet) {
        open_null(STDOUT_FILENO, O_WRONLY);
        open_null(STDERR_FILENO, O_WRONLY);
    }
    execvpe(run->program[0], run->program, run->env);
    int reason = errno;
    ssize_t written = write(report, &reason, sizeof reason);
    _exit(written == sizeof reason ? 127 : 126);
}

static int wait_for(const struct ci_run *run, pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return 126;
    run->end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int refuse(const char *program, int reason)
{
    struct ci_error error;
    ci_error_set(&error, "cannot be run: %s; name a program", strerror(reason));
    ci_error_print(program, &error);
    return reason == ENOENT ? 127 : 126;
}

int ci_run_program(const struct ci_run *run)
{
    struct sigaction old[IGNORED + FORWARDED];
    int report[2], reason;
    off_t start = run->rewind ? lseek(STDIN_FILENO, 0, SEEK_CUR) : -1;
    if (pipe2(report, O_CLOEXEC))
        return refuse(run->program[0], errno);
    take_signals(old);
    sigset_t set, before;
    forwarded_set(&set);
    sigprocmask(SIG_BLOCK, &set, &before);
    child = fork();
    if (child == 0)
        become(run, old, &before, report[1]);
    reason = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    bool failed = child < 0 || read(report[0], &reason, sizeof reason) == sizeof reason;
    close(report[0]);
    if (!failed && run->http)
        ci_http_set_process(run->http, child);
    int status = child < 0 ? 126 : wait_for(run, child);
    child = 0;
    if (!failed)
        run->end->watched = ci_run_await(run->program[0]);
    give_signals_back(old);
    if (start >= 0)
        lseek(STDIN_FILENO, start, SEEK_SET);
    return failed ? refuse(run->program[0], reason) : status;
}
