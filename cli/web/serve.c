/* SPDX-License-Identifier: MIT */
/* serve.c - one page over HTTP, to the loopback interface alone. */
#include "web/serve.h"
#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

struct server {
    struct MHD_Response *page, *nothing;
    char host[32], name[32]; /* "127.0.0.1:PORT" and "localhost:PORT" */
};

/* Another name in Host is another site's, whose scripts could read the page by it. */
static bool is_ours(const struct server *server, struct MHD_Connection *connection)
{
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    return host && (strcmp(host, server->host) == 0 || strcmp(host, server->name) == 0);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *data_size, void **request)
{
    (void)version, (void)data, (void)request;
    const struct server *server = context;
    *data_size = 0;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return MHD_queue_response(connection, MHD_HTTP_METHOD_NOT_ALLOWED, server->nothing);
    if (!is_ours(server, connection))
        return MHD_queue_response(connection, MHD_HTTP_FORBIDDEN, server->nothing);
    if (strcmp(url, "/") != 0)
        return MHD_queue_response(connection, MHD_HTTP_NOT_FOUND, server->nothing);
    return MHD_queue_response(connection, MHD_HTTP_OK, server->page);
}

static struct MHD_Daemon *start(struct server *server, unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, server,
                         MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT, 64u,
                         MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
    if (!daemon)
        return NULL;
    *port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    snprintf(server->host, sizeof server->host, "127.0.0.1:%u", *port);
    snprintf(server->name, sizeof server->name, "localhost:%u", *port);
    return daemon;
}

/* Opens the address with whatever the desktop opens addresses with. */
static void open_browser(const char *address)
{
    pid_t pid;
    posix_spawn_file_actions_t quiet; /* the address is told already, whatever the desktop says */
    sigset_t none;                    /* the browser does not inherit what is blocked here */
    posix_spawnattr_t attributes;
    char *arguments[] = {"xdg-open", (char *)address, NULL};
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid, arguments[0], &quiet, &attributes, arguments, environ))
        fprintf(stderr, "cinstr: no browser could be opened; open the address yourself\n");
    posix_spawn_file_actions_destroy(&quiet);
    posix_spawnattr_destroy(&attributes);
}

static struct MHD_Response *make_response(const void *data, size_t size, const char *type)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, (void *)data, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    return response;
}

int ci_serve_page(const void *page, size_t size, bool browser)
{
    struct ci_error error;
    struct server server = {make_response(page, size, "text/html; charset=utf-8"),
                            make_response("", 0, "text/plain"), "", ""};
    unsigned port;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGCHLD); /* the browser's; it is not waited for */
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    struct MHD_Daemon *daemon = start(&server, &port);
    int status = 0;
    if (daemon) {
        char address[64];
        snprintf(address, sizeof address, "http://%s/", server.host);
        printf("%s\n", address);
        fflush(stdout);
        fprintf(stderr, "cinstr: serving the page; Ctrl-C ends\n");
        if (browser)
            open_browser(address);
        int signal;
        do
            sigwait(&ends, &signal);
        while (signal == SIGCHLD);
        MHD_stop_daemon(daemon);
    } else {
        ci_error_set(&error, "no port to serve the page on: %s; write a file with -o",
                     strerror(errno));
        status = ci_error_print("web", &error);
    }
    MHD_destroy_response(server.page);
    MHD_destroy_response(server.nothing);
    return status;
}
