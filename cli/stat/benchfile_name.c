/* SPDX-License-Identifier: MIT */
/* benchfile_name.c - the parts of a benchmark's name: Base/key=value/text-N. */
#include "stat/benchfile.h"

#include <string.h>

/* Length of NAME without its `-N` suffix, all of it where there is none. */
static size_t without_gomaxprocs(const char *name)
{
    size_t len = strlen(name), i = len;
    while (i > 0 && name[i - 1] >= '0' && name[i - 1] <= '9')
        i--;
    return i < len && i > 0 && name[i - 1] == '-' ? i - 1 : len;
}

size_t ci_benchfile_name_base(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash ? (size_t)(slash - name) : without_gomaxprocs(name);
}

struct ci_bench_part *ci_benchfile_name_parts(struct ci_pool *pool, const char *name, size_t *count)
{
    size_t len = strlen(name), body = without_gomaxprocs(name), most = 1;
    for (size_t i = 0; i < body; i++)
        most += name[i] == '/';
    struct ci_bench_part *parts = ci_pool_alloc(pool, most, sizeof(*parts));
    *count = 0;
    for (size_t i = 0; i < body; i++)
        if (name[i] == '/')
            parts[(*count)++].text = name + i;
    for (size_t i = 0; i < *count; i++) {
        const char *end = i + 1 < *count ? parts[i + 1].text : name + body;
        parts[i].len = (size_t)(end - parts[i].text);
    }
    if (body < len)
        parts[(*count)++] = (struct ci_bench_part){name + body, len - body};
    return parts;
}
