/* SPDX-License-Identifier: MIT */
/* serve.c - 'cinstr serve': HTTP for a program that runs, until that ends. */
#include "commands.h"
#include "base/flags.h"
#include "base/status.h"
#include "live/client.h"
#include "live/http.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct request {
    const char *address;
};

static const struct ci_flag table[] = {
    {"http", "ADDRESS", "where to listen (localhost:6060)", ci_flag_text,
     offsetof(struct request, address), 0, 0},
    {0},
};

static const char notes[] =
    "Answers at http://ADDRESS/debug/pprof/ as Go's net/http/pprof does, for the process PID or "
    "the\n"
    "one process called NAME, which 'cinstr run' or CINSTR_WATCH=on watches: so 'go tool pprof',\n"
    "Pyroscope and Parca read a C program like one of Go's. Ends when the process does.\n"
    "Whoever can connect to ADDRESS can read the profiles; localhost is the default for that "
    "reason.\n";

/* Returns when the process has ended. */
static void wait_for_end(pid_t process)
{
    int fd = (int)syscall(SYS_pidfd_open, process, 0);
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    if (fd < 0)
        while (!kill(process, 0) || errno == EPERM)
            sleep(1);
    else
        while (poll(&ended, 1, -1) < 0 && errno == EINTR)
            ;
}

static int serve(const char *address, const char *what)
{
    struct ci_error error;
    struct ci_bytes info;
    pid_t process = ci_live_find(what, &error);
    if (!process || ci_live_ask(process, "info", &info, &error)) {
        ci_error_print(what, &error);
        return EXIT_NO_FILE;
    }
    free(info.data);
    struct ci_http *http = ci_http_start(address, &error);
    if (!http)
        return ci_error_print(address, &error);
    ci_http_set_process(http, process);
    ci_http_tell(http);
    wait_for_end(process);
    ci_http_stop(http);
    return 0;
}

int ci_serve_run(int argc, char **argv)
{
    struct ci_flags flags = {
        .arguments = "PID|NAME", .table = table, .notes = notes, .statuses = CI_STATUS_READS};
    struct request request = {.address = "localhost:6060"};
    int status;
    (void)argc; /* argv ends with NULL */
    if (!ci_flags_read_one(&flags, argv, &request, "one process is to be given", &status))
        return status;
    return serve(request.address, flags.next[0]);
}
