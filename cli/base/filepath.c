/* SPDX-License-Identifier: MIT */
/* filepath.c - cleaning, splitting and trimming of paths. */
#include "base/filepath.h"

#include <stdbool.h>
#include <string.h>

/* Drops the last part that was written to OUT, if ".." takes it back. */
static bool take_back(char *out, size_t *length, size_t floor)
{
    if (*length <= floor)
        return false;
    size_t i = *length;
    while (i > floor && out[i - 1] != '/')
        i--;
    *length = i > floor ? i - 1 : floor;
    return true;
}

static void append(char *out, size_t *length, size_t root, const char *part, size_t size)
{
    if (*length > root)
        out[(*length)++] = '/';
    memcpy(out + *length, part, size);
    *length += size;
}

const char *ci_filepath_clean(struct ci_pool *pool, const char *path)
{
    char *out = ci_pool_copy(pool, path, strlen(path) + 1);
    size_t root = *path == '/' ? 1 : 0;
    size_t length = root;
    size_t floor = root; /* ".." parts below it cannot be taken back */
    for (const char *part = path; *part;) {
        size_t size = strcspn(part, "/");
        if (size == 2 && part[0] == '.' && part[1] == '.') {
            if (!take_back(out, &length, floor) && !root) {
                append(out, &length, root, part, size);
                floor = length;
            }
        } else if (size && !(size == 1 && part[0] == '.')) {
            append(out, &length, root, part, size);
        }
        part += size + (part[size] == '/');
    }
    out[length] = '\0';
    return length ? out : ".";
}

const char *ci_filepath_base(struct ci_pool *pool, const char *path)
{
    if (!*path)
        return ".";
    size_t end = strlen(path);
    while (end && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start && path[start - 1] != '/')
        start--;
    return end ? ci_pool_copy(pool, path + start, end - start) : "/";
}

const char *ci_filepath_dir(struct ci_pool *pool, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    return ci_filepath_clean(pool, ci_pool_copy(pool, path, length));
}

const char *ci_filepath_join(struct ci_pool *pool, const char *dir, const char *path)
{
    if (!*dir || !*path)
        return *dir || *path ? ci_filepath_clean(pool, *dir ? dir : path) : "";
    return ci_filepath_clean(pool, ci_pool_format(pool, "%s/%s", dir, path));
}

ptrdiff_t ci_filepath_stem(const char *path, const char *suffix)
{
    size_t length = strlen(path), tail = strlen(suffix);
    return length >= tail && !strcmp(path + length - tail, suffix) ? (ptrdiff_t)(length - tail)
                                                                   : -1;
}

const char *ci_filepath_next(struct ci_pool *pool, const char **list)
{
    if (!*list)
        return NULL;
    size_t size = strcspn(*list, ":");
    const char *element = ci_pool_copy(pool, *list, size);
    *list = (*list)[size] ? *list + size + 1 : NULL;
    return element;
}

static const char *skip_prefix(struct ci_pool *pool, const char *path, const char *prefix)
{
    size_t size = strlen(prefix);
    if (!size || prefix[size - 1] != '/')
        prefix = ci_pool_format(pool, "%s/", prefix);
    size = strlen(prefix);
    return strncmp(path, prefix, size) == 0 ? path + size : NULL;
}

/* The part of the path after the name of a directory that is searched. */
static const char *skip_directory(struct ci_pool *pool, const char *path, const char *search)
{
    search = *search ? search : NULL;
    for (const char *dir; (dir = ci_filepath_next(pool, &search));) {
        const char *name = ci_pool_format(pool, "/%s/", ci_filepath_base(pool, dir));
        const char *found = strstr(path, name);
        if (found)
            return found + strlen(name);
    }
    return NULL;
}

const char *ci_filepath_trim(struct ci_pool *pool, const char *path, const char *trim,
                             const char *search)
{
    const char *rest = *trim ? NULL : skip_directory(pool, path, search);
    trim = *trim ? trim : NULL;
    for (const char *prefix; !rest && (prefix = ci_filepath_next(pool, &trim));)
        rest = skip_prefix(pool, path, prefix);
    if (!rest)
        rest = skip_prefix(pool, path, "/proc/self/cwd/./");
    if (!rest)
        rest = skip_prefix(pool, path, "/proc/self/cwd/");
    return rest ? rest : path;
}
