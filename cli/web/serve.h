/* SPDX-License-Identifier: MIT */
/* serve.h - shows the page in the browser. */
#ifndef CINSTR_CLI_WEB_SERVE_H
#define CINSTR_CLI_WEB_SERVE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Serves the page on a free port of the loopback interface until SIGINT or SIGTERM; prints the
 * address and, with BROWSER, opens it. Returns an exit status.
 */
int ci_serve_page(const void *page, size_t size, bool browser);

#endif
