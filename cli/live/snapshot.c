/* SPDX-License-Identifier: MIT */
/* snapshot.c - 'cinstr snapshot': a profile of a program that runs. */
#include "commands.h"
#include "base/flags.h"
#include "base/outfile.h"
#include "base/status.h"
#include "live/difference.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    const char *out;
    long seconds;
    bool heap, reset;
};

static const char *read_seconds(void *target, const struct ci_flag *flag, const char *value)
{
    struct request *request = target;
    char *end;
    (void)flag;
    errno = 0;
    request->seconds = strtol(value, &end, 10);
    bool right = *value && !*end && !errno && request->seconds >= 1 && request->seconds <= 86400;
    return right ? NULL : "--seconds takes a number from 1 to 86400";
}

#define AT(field) offsetof(struct request, field)

static const struct ci_flag table[] = {
    {"o", "FILE", "the profile to write (NAME.PID.prof.pb.gz)", ci_flag_text, AT(out), 0, 0},
    {"seconds", "N", "only what is counted in the next N seconds", read_seconds, 0, 0, 0},
    {"heap", NULL, "the profile of allocations", ci_flag_set, AT(heap), 0, 0},
    {"reset", NULL, "counting begins anew afterwards, also for the profile at the end", ci_flag_set,
     AT(reset), 0, 0},
    {0},
};

#undef AT

static const char notes[] =
    "Writes a profile of a program that runs on: of the process PID, or of the one process called\n"
    "NAME. Its watcher is asked, not the program: one that was started by 'cinstr run', or with\n"
    "CINSTR_WATCH=on, by the same user or, for root, by any. Without a watcher CINSTR_SIGNAL=USR2\n"
    "does something similar.\n"
    "In mode=time, time since the last call or return of each thread is not in it yet.\n"
    "FILE is written whole or not at all.\n";

/* "NAME.PID.prof.pb.gz" in the current directory, whatever the watcher says the name is: root may
 * have asked another user's. */
static int default_name(pid_t process, bool heap, char *path, size_t size, struct ci_error *error)
{
    static const char unknown[] = "program";
    struct ci_bytes info;
    if (ci_live_ask(process, "info", &info, error))
        return -1;
    const size_t word = strlen("name ");
    unsigned char *end = memchr(info.data, '\n', info.size);
    int length = end && end > info.data + word ? (int)(end - info.data - (ptrdiff_t)word) : 0;
    if (length && (info.data[word] == '.' || memchr(info.data + word, '/', (size_t)length)))
        length = 0;
    snprintf(path, size, "%.*s.%d.%s.pb.gz", length ? length : (int)strlen(unknown),
             length ? (char *)info.data + word : unknown, (int)process, heap ? "heap" : "prof");
    free(info.data);
    return 0;
}

static int refuse(const char *what, const struct ci_error *error)
{
    ci_error_print(what, error);
    return EXIT_NO_FILE;
}

static int take(const struct request *request, const char *what)
{
    char path[512];
    struct ci_error error;
    struct ci_bytes bytes, nothing;
    pid_t process = ci_live_find(what, &error);
    if (!process ||
        (!request->out && default_name(process, request->heap, path, sizeof path, &error)))
        return refuse(what, &error);
    const char *out = request->out ? request->out : path;
    if (ci_live_bytes(process, request->heap ? "heap" : "prof", request->seconds, &bytes, &error))
        return refuse(what, &error);
    int status = ci_outfile_deliver(out, bytes.data, bytes.size);
    free(bytes.data);
    if (!status && request->reset) {
        if (ci_live_ask(process, "reset", &nothing, &error))
            return refuse(what, &error);
        free(nothing.data);
    }
    if (!status)
        ci_error_note("profile: %s", out);
    return status;
}

int ci_snapshot_run(int argc, char **argv)
{
    struct ci_flags flags = {
        .arguments = "PID|NAME", .table = table, .notes = notes, .statuses = CI_STATUS_READS};
    struct request request = {0};
    int status;
    (void)argc; /* argv ends with NULL */
    if (!ci_flags_read_one(&flags, argv, &request, "one process is to be given", &status))
        return status;
    return take(&request, flags.next[0]);
}
