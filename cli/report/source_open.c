/* SPDX-License-Identifier: MIT */
/* source_open.c - opens sources, and nothing else that a profile names. */
#include "report/source_open.h"
#include "base/filepath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Headers of the C++ library have names like any other file's. */
static const char *const system_headers[] = {"/usr/include/", "/usr/local/include/",
                                             "/usr/lib/gcc/"};

static bool has_source_name(const char *path)
{
    static const char *const extensions[] = {
        "c",   "cc",  "cpp", "cxx", "c++", "cppm", "ixx", "ii",  "i",   "h",  "hh", "hpp",
        "hxx", "h++", "inc", "inl", "ipp", "tcc",  "tpp", "txx", "def", "y",  "yy", "ypp",
        "l",   "ll",  "lpp", "re",  "rl",  "s",    "sx",  "asm", "m",   "mm", "d",  "f",
        "f90", "for", "adb", "ads", "go",  "rs",   "zig", "lua", "py"};
    const char *dot = strrchr(path, '.');
    if (!dot || strchr(dot, '/'))
        return false;
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(dot + 1, extensions[i]) == 0)
            return true;
    return false;
}

static bool is_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    while (length && directory[length - 1] == '/')
        length--;
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* PATH has no links; directories of the list may. */
static bool may_open(const char *path, const char *search)
{
    struct ci_pool pool = {0};
    bool may = has_source_name(path);
    for (size_t i = 0; i < sizeof system_headers / sizeof *system_headers; i++)
        may |= strncmp(path, system_headers[i], strlen(system_headers[i])) == 0;
    const char *list = search;
    for (const char *name; !may && (name = ci_filepath_next(&pool, &list));) {
        char *directory = *name ? realpath(name, NULL) : NULL;
        /* The root is everything, so only who names it means that. */
        may = directory && is_below(path, directory) && (directory[1] || strcmp(search, "/") == 0);
        free(directory);
    }
    ci_pool_deinit(&pool);
    return may;
}

int ci_source_open(const char *path, const char *search)
{
    struct stat status;
    char *real = realpath(path, NULL);
    int fd = -1, reason = errno;
    if (real && stat(real, &status) == 0 && !S_ISREG(status.st_mode)) {
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    } else if (real && !may_open(real, search)) {
        reason = EPERM;
    } else if (real) {
        /* O_NONBLOCK keeps a pipe that has taken the file's place from blocking us. */
        fd = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
        reason = errno;
    }
    free(real);
    errno = reason;
    return fd;
}
