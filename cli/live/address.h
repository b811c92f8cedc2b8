/* SPDX-License-Identifier: MIT */
/* address.h - where to listen, and which requests mean that. */
#ifndef CINSTR_CLI_LIVE_ADDRESS_H
#define CINSTR_CLI_LIVE_ADDRESS_H

#include "base/error.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

struct ci_live_address {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } socket;
    char host[256]; /* as given, in brackets if it has colons */
    bool loopback;
};

/* Reads "HOST:PORT", ":PORT" or "PORT". Returns 0, or -1 with the error set. */
int ci_live_address_read(struct ci_live_address *address, const char *text, struct ci_error *error);

/*
 * Whether a request with this Host header, NULL for none, is meant for the address: on a loopback
 * address it has to be a name of the loopback. Elsewhere every name may be this machine's.
 */
bool ci_live_address_allows(const struct ci_live_address *address, const char *host);

#endif
