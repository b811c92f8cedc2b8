// SPDX-License-Identifier: MIT
// Preloaded into the compiler: what it opens to throw text away is the file that PLAIN_CODE names.
// The plain compilation for instruction costs writes its assembly there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef int open_function(const char *path, int flags, ...);

int open(const char *path, int flags, ...)
{
    open_function *real = (open_function *)dlsym(RTLD_NEXT, "open");
    const char *kept = getenv("PLAIN_CODE");
    if (kept && flags == O_WRONLY && strcmp(path, "/dev/null") == 0)
        return real(kept, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return real(path, flags, mode);
}

/* The same on 64-bit systems. */
int open64(const char *path, int flags, ...) __attribute__((alias("open")));
