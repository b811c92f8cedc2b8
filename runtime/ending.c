/* SPDX-License-Identifier: MIT */
/* ending.c - see ending.h. */
#define _GNU_SOURCE
#include "ending.h"
#include "output.h"
#include "process.h"
#include "session.h"
#include "watch/watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool ci_ending_before_exec(void)
{
    if (ci_process_which() == CI_PROCESS_GUEST)
        return false;
    ci_session.execs = true;
    ci_watch_hint();
    if (ci_session.forked && !ci_output_collects(ci_session.out) && !strstr(ci_session.out, "%p"))
        return false;
    ci_session_end(ci_session_in_handler());
    return ci_session.ended;
}

void ci_ending_exec_failed(bool written)
{
    if (ci_process_which() == CI_PROCESS_GUEST)
        return;
    ci_session.execs = false;
    if (written)
        ci_session.ended = false;
}

static _Noreturn void end_now(int status)
{
    ci_session_end(ci_session_in_handler());
    for (;;)
        syscall(SYS_exit_group, status);
}

_Noreturn void CI_ENDING_API _exit(int status)
{
    end_now(status);
}

_Noreturn void CI_ENDING_API _Exit(int status)
{
    end_now(status);
}

static void set_default(int signal)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
}

/* The program's handler runs first; if it returns, SIGABRT's default action ends the process. */
_Noreturn void CI_ENDING_API abort(void)
{
    sigset_t set;
    ci_session_end(ci_session_in_handler());
    ci_session.ended = false; /* a handler may jump out of here, and the program goes on */
    sigemptyset(&set);
    sigaddset(&set, SIGABRT);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(SIGABRT);
    set_default(SIGABRT);
    raise(SIGABRT);
    __builtin_trap();
}
