/* SPDX-License-Identifier: MIT */
/* screen.c - terminals and pagers. */
#include "report/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static size_t measure_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    if (columns && atoi(columns) > 0)
        return (size_t)atoi(columns);
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static bool wants_color(void)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return !(none && *none) && terminal && strcmp(terminal, "dumb") != 0;
}

/*
 * Starts the shell's COMMAND with standard output going to it. Returns its id, or 0. A command that
 * the shell does not find has read nothing yet.
 */
static pid_t start_pager(const char *command)
{
    int ends[2];
    pid_t pid;
    char script[] = "eval \"$1\"; [ $? -ne 127 ] || exec cat";
    char *arguments[] = {"sh", "-c", script, "sh", (char *)command, NULL};
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC))
        return 0;
    setenv("LESS", "FRX", 0); /* as git does: end at once where all fits, and keep colours */
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    int failed = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (!failed) {
        fflush(stdout);
        dup2(ends[1], STDOUT_FILENO);
        signal(SIGPIPE, SIG_IGN); /* the pager may be left early; that is no error */
    }
    close(ends[0]);
    close(ends[1]);
    return failed ? 0 : pid;
}

void ci_screen_init(struct ci_screen *screen, bool no_pager)
{
    *screen = (struct ci_screen){0};
    if (!isatty(STDOUT_FILENO))
        return;
    screen->width = measure_width();
    screen->color = wants_color();
    const char *pager = getenv("PAGER");
    pager = pager ? pager : "less";
    if (!no_pager && *pager && strcmp(pager, "cat") != 0)
        screen->pager = start_pager(pager);
}

int ci_screen_deinit(struct ci_screen *screen, int status)
{
    if (!screen->pager)
        return status;
    fflush(stdout);
    clearerr(stdout);
    close(STDOUT_FILENO);
    open("/dev/null", O_WRONLY | O_CLOEXEC); /* what comes next has a place to go */
    while (waitpid(screen->pager, NULL, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

const char *ci_screen_bold(const struct ci_screen *screen)
{
    return screen->color ? "\033[1m" : "";
}

const char *ci_screen_faint(const struct ci_screen *screen)
{
    return screen->color ? "\033[2m" : "";
}

const char *ci_screen_heat(const struct ci_screen *screen, double part)
{
    if (!screen->color || part < 0.01)
        return "";
    return part >= 0.2 ? "\033[1;31m" : part >= 0.05 ? "\033[33m" : "\033[36m";
}

const char *ci_screen_plain(const struct ci_screen *screen)
{
    return screen->color ? "\033[0m" : "";
}

/* The bytes of the text that take at most WIDTH columns. */
static size_t fit(const char *text, size_t width)
{
    size_t length = 0;
    for (size_t columns = 0; text[length]; length++) {
        bool is_first = ((unsigned char)text[length] & 0xc0) != 0x80;
        if (is_first && columns++ == width)
            break;
    }
    return length;
}

const char *ci_screen_clip(struct ci_pool *pool, const char *text, size_t width)
{
    if (!text[fit(text, width)])
        return text;
    return ci_pool_format(pool, "%.*s\u2026", (int)fit(text, width - 1), text);
}
