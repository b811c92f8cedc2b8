/* SPDX-License-Identifier: MIT */
/* http.c - see http.h; libmicrohttpd speaks HTTP. */
#include "live/http.h"
#include "live/address.h"
#include "live/difference.h"
#include "live/pages.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HTTP_CONNECTIONS = 64,
    HTTP_IDLE_SECONDS = 120,
    HTTP_SECONDS_MAX = 3600, /* of a profile */
};

struct ci_http {
    struct MHD_Daemon *daemon;
    struct ci_live_address address;
    _Atomic pid_t process;
};

/* ---- Answers ---- */

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              const struct ci_bytes *bytes, const char *name)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bytes->size, bytes->data, MHD_RESPMEM_MUST_COPY);
    char disposition[64];
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (name) {
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
        MHD_add_response_header(response, "Content-Disposition", disposition);
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned status,
                                   const char *text)
{
    struct ci_bytes bytes = {(unsigned char *)text, strlen(text)};
    return answer(connection, status, "text/plain; charset=utf-8", &bytes, NULL);
}

/* ---- Requests ---- */

/* A number in the query; `otherwise` where it is not there, -1 where it is none from 0 to MAX. */
static long query_number(struct MHD_Connection *connection, const char *name, long otherwise)
{
    const char *text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
    char *end;
    if (!text)
        return otherwise;
    errno = 0;
    long number = strtol(text, &end, 10);
    return *text && !*end && !errno && number >= 0 && number <= HTTP_SECONDS_MAX ? number : -1;
}

/* A profile of the watcher's, as it is or as text. */
static enum MHD_Result serve_profile(struct MHD_Connection *connection, pid_t process,
                                     const struct ci_page *page)
{
    struct ci_bytes bytes, text;
    struct ci_error error;
    long seconds = query_number(connection, "seconds", page->seconds);
    long debug = query_number(connection, "debug", 0);
    if (seconds < 0 || debug < 0)
        return answer_text(connection, 400,
                           "seconds and debug are numbers, seconds at most 3600\n");
    if (ci_page_bytes(page, process, seconds, &bytes, &error))
        return answer_text(connection, 503, error.text);
    if (debug == 0) {
        enum MHD_Result result =
            answer(connection, 200, "application/octet-stream", &bytes, page->name);
        free(bytes.data);
        return result;
    }
    int failed = ci_page_text(page, &bytes, &text, &error);
    free(bytes.data);
    if (failed)
        return answer_text(connection, 503, error.text);
    enum MHD_Result result = answer(connection, 200, "text/plain; charset=utf-8", &text, NULL);
    free(text.data);
    return result;
}

static enum MHD_Result serve(struct ci_http *http, struct MHD_Connection *connection,
                             const char *path)
{
    static const char root[] = "/debug/pprof";
    const size_t length = sizeof root - 1;
    pid_t process = atomic_load(&http->process);
    if (strncmp(path, root, length) != 0 || (path[length] && path[length] != '/'))
        return answer_text(connection, 404, "not here; /debug/pprof/ lists what is\n");
    const char *name = path[length] ? path + length + 1 : "";
    if (process <= 0)
        return answer_text(connection, 503, "no program runs yet\n");
    if (!*name || !strcmp(name, "cmdline")) {
        struct ci_bytes bytes = *name ? ci_page_command_line(process) : ci_page_index(process);
        const char *type = *name ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
        enum MHD_Result result = answer(connection, 200, type, &bytes, NULL);
        free(bytes.data);
        return result;
    }
    const struct ci_page *page = ci_page_find(name);
    if (!page)
        return answer_text(connection, 404, "no such profile; /debug/pprof/ lists them\n");
    return serve_profile(connection, process, page);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *size, void **state)
{
    static int seen;
    struct ci_http *http = context;
    (void)version, (void)data;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return answer_text(connection, 405, "GET and HEAD only\n");
    if (!*state) { /* the headers alone; what is to be answered comes with the next call */
        *state = &seen;
        return MHD_YES;
    }
    if (*size) { /* nobody asked for a body */
        *size = 0;
        return MHD_YES;
    }
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    if (!ci_live_address_allows(&http->address, host))
        return answer_text(connection, 403, "this address serves requests for localhost only\n");
    return serve(http, connection, path);
}

/* ---- Life ---- */

struct ci_http *ci_http_start(const char *address, struct ci_error *error)
{
    struct ci_http *http = calloc(1, sizeof *http);
    if (!http) {
        ci_error_set(error, "no memory");
        return NULL;
    }
    if (ci_live_address_read(&http->address, address, error)) {
        free(http);
        return NULL;
    }
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
    if (http->address.socket.any.sa_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    http->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR,
                                    &http->address.socket.any, MHD_OPTION_CONNECTION_LIMIT,
                                    (unsigned)HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
                                    (unsigned)HTTP_IDLE_SECONDS, MHD_OPTION_END);
    if (http->daemon)
        return http;
    ci_error_set(error, "cannot be listened at: %s", strerror(errno));
    free(http);
    return NULL;
}

void ci_http_set_process(struct ci_http *http, pid_t process)
{
    atomic_store(&http->process, process);
}

void ci_http_tell(const struct ci_http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    fprintf(stderr, "cinstr: http://%s:%u/debug/pprof/\n", http->address.host,
            info ? info->port : 0u);
}

void ci_http_stop(struct ci_http *http)
{
    if (!http)
        return;
    MHD_stop_daemon(http->daemon);
    free(http);
}
