/* SPDX-License-Identifier: MIT */
/*
 * exec.c - the exec family in front of the C library's.
 *
 * The C library's own functions call its execve directly, so each member of the family is here,
 * made of the two system calls. What runs in a vfork child must leave no trace in the memory that
 * it shares, so these functions use the stack alone.
 */
#define _GNU_SOURCE
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int enter(const char *path, char *const *arguments, char *const *environment)
{
    bool written = ci_ending_before_exec();
    syscall(SYS_execve, path, arguments, environment);
    ci_ending_exec_failed(written);
    return -1;
}

int CI_ENDING_API execve(const char *path, char *const arguments[], char *const environment[])
{
    return enter(path, arguments, environment);
}

int CI_ENDING_API execv(const char *path, char *const arguments[])
{
    return enter(path, arguments, environ);
}

int CI_ENDING_API execveat(int directory, const char *path, char *const arguments[],
                           char *const environment[], int flags)
{
    bool written = ci_ending_before_exec();
    syscall(SYS_execveat, directory, path, arguments, environment, flags);
    ci_ending_exec_failed(written);
    return -1;
}

int CI_ENDING_API fexecve(int fd, char *const arguments[], char *const environment[])
{
    if (fd < 0) {
        errno = EINVAL;
        return -1;
    }
    return execveat(fd, "", arguments, environment, AT_EMPTY_PATH);
}

/* ---- With a search ---- */

/* The shell runs a file that the kernel does not know how to run. */
static int enter_or_shell(const char *path, char *const *arguments, char *const *environment)
{
    syscall(SYS_execve, path, arguments, environment);
    if (errno != ENOEXEC)
        return -1;
    size_t count = 0;
    while (arguments[count])
        count++;
    const char *script[count + 3];
    script[0] = _PATH_BSHELL;
    script[1] = path;
    for (size_t i = 1; i <= count; i++)
        script[i + 1] = arguments[i]; /* the NULL too */
    if (count == 0)
        script[2] = NULL;
    return (int)syscall(SYS_execve, _PATH_BSHELL, script, environment);
}

/* Whether a search goes on to the next directory after an attempt that failed with this error. */
static bool is_elsewhere(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE ||
           error == ENODEV || error == ETIMEDOUT;
}

static int search(const char *file, char *const *arguments, char *const *environment)
{
    const char *directory = getenv("PATH");
    char path[PATH_MAX + NAME_MAX + 2];
    bool denied = false;
    size_t length = strlen(file);
    if (!directory)
        directory = "/bin:/usr/bin"; /* confstr's */
    if (length > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (;; directory++) {
        size_t size = (size_t)(strchrnul(directory, ':') - directory);
        if (size < PATH_MAX) {
            memcpy(path, directory, size);
            path[size] = '/';
            memcpy(path + size + (size > 0), file, length + 1); /* "": the current directory */
            enter_or_shell(path, arguments, environment);
            denied |= errno == EACCES;
            if (!is_elsewhere(errno))
                return -1;
        }
        directory += size;
        if (!*directory)
            break;
    }
    if (denied)
        errno = EACCES;
    return -1;
}

int CI_ENDING_API execvpe(const char *file, char *const arguments[], char *const environment[])
{
    if (!*file) {
        errno = ENOENT;
        return -1;
    }
    bool written = ci_ending_before_exec();
    if (strchr(file, '/'))
        enter_or_shell(file, arguments, environment);
    else
        search(file, arguments, environment);
    ci_ending_exec_failed(written);
    return -1;
}

int CI_ENDING_API execvp(const char *file, char *const arguments[])
{
    return execvpe(file, arguments, environ);
}

/* ---- With a list of arguments ---- */

/* The number of arguments up to the NULL, the first included. */
static size_t count_list(const char *first, va_list list)
{
    size_t count = 0;
    for (const char *argument = first; argument; argument = va_arg(list, const char *))
        count++;
    return count;
}

/* Fills `arguments` with them and the NULL. */
static void take_list(char **arguments, const char *first, va_list list)
{
    const char *argument = first;
    do
        *arguments++ = (char *)argument;
    while (argument && (argument = va_arg(list, const char *), true));
}

#define CI_EXEC_LIST(first, list, arguments)                                                       \
    va_list list;                                                                                  \
    va_start(list, first);                                                                         \
    char *arguments[count_list(first, list) + 1];                                                  \
    va_end(list);                                                                                  \
    va_start(list, first);                                                                         \
    take_list(arguments, first, list)

int CI_ENDING_API execl(const char *path, const char *first, ...)
{
    CI_EXEC_LIST(first, list, arguments);
    va_end(list);
    return enter(path, arguments, environ);
}

int CI_ENDING_API execle(const char *path, const char *first, ...)
{
    CI_EXEC_LIST(first, list, arguments);
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    return enter(path, arguments, environment);
}

int CI_ENDING_API execlp(const char *file, const char *first, ...)
{
    CI_EXEC_LIST(first, list, arguments);
    va_end(list);
    return execvpe(file, arguments, environ);
}
