/* SPDX-License-Identifier: MIT */
/*
 * http.h - serves the profiles of one process as Go's net/http/pprof does.
 *
 * Serving runs in threads of its own. A request's path is compared with a list and leads to no
 * file; on a loopback address the request must also name it, so that no web page can read a
 * profile by a host name of its own that leads here.
 */
#ifndef CINSTR_CLI_LIVE_HTTP_H
#define CINSTR_CLI_LIVE_HTTP_H

#include "base/error.h"

#include <sys/types.h>

struct ci_http;

/*
 * Listens at "HOST:PORT", ":PORT" or "PORT"; without HOST at localhost. Returns NULL with the error
 * set. Until a process is set every profile is refused with 503.
 */
struct ci_http *ci_http_start(const char *address, struct ci_error *error);

/* The process to ask from now on. */
void ci_http_set_process(struct ci_http *http, pid_t process);

/* Says on stderr where it is. */
void ci_http_tell(const struct ci_http *http);

/* Ends it, after what is being answered. NULL: nothing happens. */
void ci_http_stop(struct ci_http *http);

#endif
