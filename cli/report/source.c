/* SPDX-License-Identifier: MIT */
/* source.c - finds and reads source files, each once. */
#include "report/source.h"
#include "base/clean.h"
#include "base/filepath.h"
#include "report/source_open.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_LINE = 64 * 1024 }; /* with its line break */

struct source_file {
    struct source_file *next;
    const char *path;
    const char *error; /* NULL: none */
    struct ci_text *lines;
    size_t n_lines;
    int64_t time; /* of its last change; 0: it has no lines */
};

/* $PWD where it is right, for it has the names that the user knows. */
static const char *get_directory(struct ci_pool *pool)
{
    const char *directory = getenv("PWD");
    struct stat named, current;
    if (directory && *directory == '/' && stat(directory, &named) == 0 &&
        stat(".", &current) == 0 && named.st_dev == current.st_dev &&
        named.st_ino == current.st_ino)
        return directory;
    char *found = getcwd(NULL, 0);
    directory = found ? ci_pool_copy(pool, found, strlen(found)) : ".";
    free(found);
    return directory;
}

void ci_source_init(struct ci_source *source, const char *search, const char *trim)
{
    *source = (struct ci_source){.trim = trim};
    source->search = *search ? search : get_directory(&source->pool);
}

void ci_source_deinit(struct ci_source *source)
{
    ci_pool_deinit(&source->pool);
    source->files = NULL;
}

static int open_absolute(struct ci_source *source, struct source_file *file, const char *path)
{
    int fd = ci_source_open(path, source->search);
    if (fd < 0 && errno == EPERM) {
        file->error = ci_pool_format(&source->pool,
                                     "%s is not read: it has no source file's name and is not "
                                     "below %s; -source_path names more directories",
                                     path, source->search);
    } else if (fd < 0) {
        char *error = ci_pool_format(&source->pool, "open %s: %s", path, strerror(errno));
        char *reason = error + strlen("open : ") + strlen(path);
        *reason = (char)tolower((unsigned char)*reason);
        file->error = error;
    }
    return fd;
}

static int open_below(struct ci_source *source, const char *directory, const char *path)
{
    struct ci_pool *pool = &source->pool;
    for (;;) {
        int fd = ci_source_open(ci_filepath_join(pool, directory, path), source->search);
        const char *parent = ci_filepath_dir(pool, directory);
        if (fd >= 0 || strcmp(parent, directory) == 0)
            return fd;
        directory = parent;
    }
}

static int open_file(struct ci_source *source, struct source_file *file)
{
    const char *path = ci_filepath_trim(&source->pool, file->path, source->trim, source->search);
    if (*path == '/')
        return open_absolute(source, file, path);
    const char *list = source->search;
    for (const char *directory; (directory = ci_filepath_next(&source->pool, &list));) {
        int fd = open_below(source, directory, path);
        if (fd >= 0)
            return fd;
    }
    /* That a directory has the name of one that is searched may be chance. */
    int fd = *file->path == '/' && !*source->trim ? ci_source_open(file->path, source->search) : -1;
    if (fd >= 0)
        return fd;
    file->error =
        ci_pool_format(&source->pool, "could not find file %s on path %s", path, source->search);
    return -1;
}

static void read_lines(struct ci_source *source, struct source_file *file, FILE *stream)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t got;
    while ((got = getline(&line, &room, stream)) > 0) {
        size_t length = (size_t)got;
        size_t longest = line[length - 1] == '\n' ? LONGEST_LINE : LONGEST_LINE - 1;
        if (length > longest)
            break;
        length -= line[length - 1] == '\n';
        length -= length && line[length - 1] == '\r';
        size_t shown = length; /* more carriage returns before the line's end do nothing */
        while (shown && line[shown - 1] == '\r')
            shown--;
        ci_clean_line(line, shown);
        file->lines = ci_pool_grow(&source->pool, file->lines, file->n_lines, sizeof *file->lines);
        file->lines[file->n_lines++] =
            (struct ci_text){ci_pool_copy(&source->pool, line, length), length};
    }
    free(line);
}

static void read_file(struct ci_source *source, struct source_file *file)
{
    int fd = open_file(source, file);
    if (fd < 0)
        return;
    struct stat status;
    FILE *stream = fdopen(fd, "r");
    if (!stream) {
        close(fd);
        return;
    }
    /* A directory or a device has no lines. */
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        read_lines(source, file, stream);
        file->time = status.st_mtime;
    }
    fclose(stream);
}

static struct source_file *find_file(const struct ci_source *source, const char *path)
{
    struct source_file *file = source->files;
    while (file && strcmp(file->path, path) != 0)
        file = file->next;
    return file;
}

const struct ci_text *ci_source_line(struct ci_source *source, const char *path, int64_t number)
{
    struct source_file *file = find_file(source, path);
    if (!file) {
        file = ci_pool_alloc(&source->pool, 1, sizeof *file);
        file->path = ci_pool_copy(&source->pool, path, strlen(path));
        file->next = source->files;
        source->files = file;
        read_file(source, file);
    }
    return number > 0 && (uint64_t)number <= file->n_lines ? &file->lines[number - 1] : NULL;
}

const char *ci_source_error(const struct ci_source *source, const char *path)
{
    const struct source_file *file = find_file(source, path);
    return file ? file->error : NULL;
}

int64_t ci_source_time(const struct ci_source *source, const char *path)
{
    const struct source_file *file = find_file(source, path);
    return file ? file->time : 0;
}
