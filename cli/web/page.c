/* SPDX-License-Identifier: MIT */
/* page.c - data into the page: gzip, then base64 in lines. */
#include "web/page.h"
#include "base/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 120 }; /* letters of base64, a multiple of 4 */

static void put_group(char *to, const unsigned char *from, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = (uint32_t)from[0] << 16;
    bits |= count > 1 ? (uint32_t)from[1] << 8 : 0;
    bits |= count > 2 ? from[2] : 0;
    for (size_t i = 0; i < 4; i++)
        to[i] = i <= count ? digits[bits >> (18 - 6 * i) & 63] : '=';
}

/* Appends the bytes in base64 to the page; returns where they end. */
static char *put_base64(char *to, struct ci_bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        if (i && i / 3 * 4 % LINE == 0)
            *to++ = '\n';
        put_group(to, bytes.data + i, bytes.size - i);
        to += 4;
    }
    return to;
}

struct ci_bytes ci_page_make(const void *json, size_t size)
{
    struct ci_error error;
    struct ci_bytes packed;
    if (ci_gzip_deflate(json, size, &packed, &error))
        ci_pool_exhausted();
    size_t letters = (packed.size + 2) / 3 * 4;
    size_t room = ci_page_head_size + letters + letters / LINE + ci_page_tail_size;
    char *page = malloc(room);
    if (!page)
        ci_pool_exhausted();
    memcpy(page, ci_page_head, ci_page_head_size);
    char *end = put_base64(page + ci_page_head_size, packed);
    memcpy(end, ci_page_tail, ci_page_tail_size);
    free(packed.data);
    return (struct ci_bytes){(unsigned char *)page, (size_t)(end - page) + ci_page_tail_size};
}
