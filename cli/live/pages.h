/* SPDX-License-Identifier: MIT */
/* pages.h - what there is to serve of a process, under the names of Go's net/http/pprof. */
#ifndef CINSTR_CLI_LIVE_PAGES_H
#define CINSTR_CLI_LIVE_PAGES_H

#include "base/error.h"
#include "base/input.h"

#include <sys/types.h>

struct ci_page {
    const char *name;         /* below /debug/pprof/ */
    const char *kind;         /* what the watcher is asked for; NULL: nothing is recorded of it */
    const char *default_type; /* sample type that readers show first; NULL: as it comes */
    const char *type, *unit;  /* of an empty profile; NULL: what is not there is an error */
    long seconds;             /* of which it is, where the request does not say; 0: of all */
    const char *what;         /* a line for the index */
};

/* The page of that name; NULL: none. */
const struct ci_page *ci_page_find(const char *name);

/* The page's profile, of SECONDS or for 0 of all. Returns 0, or -1 with the error set. */
int ci_page_bytes(const struct ci_page *page, pid_t process, long seconds, struct ci_bytes *out,
                  struct ci_error *error);

/* A profile as text: a stack and its values in a line. Returns 0, or -1 with the error set. */
int ci_page_text(const struct ci_page *page, const struct ci_bytes *profile, struct ci_bytes *out,
                 struct ci_error *error);

struct ci_bytes ci_page_index(pid_t process);
struct ci_bytes ci_page_command_line(pid_t process);

#endif
