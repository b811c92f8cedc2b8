/* SPDX-License-Identifier: MIT */
/* address.c - see address.h. */
#include "live/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_loopback(const struct ci_live_address *address)
{
    if (address->socket.any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&address->socket.six.sin6_addr);
    return (ntohl(address->socket.four.sin_addr.s_addr) >> 24) == 127;
}

/* Splits at the last colon; a text without one is a port. */
static bool split(const char *text, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    *port = colon ? colon + 1 : text;
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length >= size)
        return false;
    snprintf(host, size, "%.*s", (int)length, text);
    return true;
}

int ci_live_address_read(struct ci_live_address *address, const char *text, struct ci_error *error)
{
    char host[250];
    const char *port;
    struct addrinfo *found,
        hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    if (!split(text, host, sizeof host, &port))
        return ci_error_set(error, "is no address such as localhost:6060");
    if (!*host)
        strcpy(host, "localhost");
    if (!strcmp(host, "localhost"))
        hints.ai_family = AF_INET;
    int code = *port ? getaddrinfo(host, port, &hints, &found) : EAI_SERVICE;
    if (code)
        return ci_error_set(error, "is no address such as localhost:6060: %s", gai_strerror(code));
    bool fits = found->ai_addrlen <= sizeof address->socket;
    if (fits)
        memcpy(&address->socket, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    if (!fits)
        return ci_error_set(error, "is no address such as localhost:6060");
    snprintf(address->host, sizeof address->host, strchr(host, ':') ? "[%s]" : "%s", host);
    address->loopback = is_loopback(address);
    return 0;
}

bool ci_live_address_allows(const struct ci_live_address *address, const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    if (!address->loopback)
        return true;
    if (!host)
        return false;
    const char *bracket = host[0] == '[' ? strchr(host, ']') : NULL;
    size_t length = bracket ? (size_t)(bracket - host) + 1 : strcspn(host, ":");
    const char *rest = host + length;
    if (*rest && (*rest != ':' || rest[1 + strspn(rest + 1, "0123456789")]))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && !strncasecmp(names[i], host, length))
            return true;
    return strlen(address->host) == length && !strncasecmp(address->host, host, length);
}
