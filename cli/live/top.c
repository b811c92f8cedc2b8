/* SPDX-License-Identifier: MIT */
/*
 * top.c - 'cinstr top --live'.
 *
 * Each table is that of 'cinstr top' with the same flags, of the difference of two snapshots. It is
 * written to a file without a name, which top reads as it would any other.
 */
#include "live/top.h"
#include "commands.h"
#include "base/pool.h"
#include "base/status.h"
#include "live/difference.h"
#include "profile/write.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

enum {
    TOP_INTERVAL_MS = 2000,
    TOP_FLAGS = 3,       /* of ours */
    TOP_OTHER_LINES = 7, /* above and below the functions */
    TOP_FEWEST = 3,      /* functions, on however small a terminal */
};

static volatile sig_atomic_t interrupted; /* by a signal */

static void note_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

struct live {
    pid_t process;
    const char *what; /* as the user calls it */
    char **arguments; /* of top: its name, flags of ours that the user's overrule, the rest; the
                         profile's path is at `path` */
    int n_arguments, path;
    bool screen;        /* standard output is a terminal, and is cleared for each table */
    bool keys;          /* standard input is one, and may say q */
    struct termios old; /* its settings */
};

bool ci_live_is_wanted(char **argv)
{
    for (; *argv; argv++)
        if (!strcmp(*argv, "--live") || !strcmp(*argv, "-live"))
            return true;
    return false;
}

static void add_argument(struct live *live, const char *text)
{
    live->arguments[live->n_arguments++] = (char *)text;
}

static int count_rows(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row ? size.ws_row : 24;
}

/* Takes --live out; the last argument is the process. Returns false when there is none. */
static bool read_arguments(struct live *live, struct ci_pool *pool, int argc, char **argv)
{
    live->arguments = ci_pool_alloc(pool, (size_t)argc + TOP_FLAGS + 1, sizeof *live->arguments);
    add_argument(live, argv[0]);
    add_argument(live, "-no-pager");
    live->screen = isatty(STDOUT_FILENO);
    if (live->screen) { /* a table that does not scroll away */
        int nodes = count_rows() - TOP_OTHER_LINES;
        add_argument(live, "-compact_labels");
        add_argument(
            live, ci_pool_format(pool, "-nodecount=%d", nodes < TOP_FEWEST ? TOP_FEWEST : nodes));
    }
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--live") != 0 && strcmp(argv[i], "-live") != 0)
            add_argument(live, argv[i]);
    live->path = live->n_arguments - 1;
    live->what = live->arguments[live->path];
    return argc > 2 && live->what[0] != '-';
}

static bool has_calls(const struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_types; i++)
        if (!strcmp(profile->types[i].type, "calls"))
            return true;
    return false;
}

/* Runs top on the file; top sorts its arguments, so each run has a copy. */
static int run_top(const struct live *live, char *path, bool calls)
{
    char *arguments[live->n_arguments + 2];
    arguments[0] = live->arguments[0];
    arguments[1] = (char *)(calls ? "-calls" : "-calls=false");
    for (int i = 1; i <= live->n_arguments; i++)
        arguments[i + 1] = i == live->path ? path : live->arguments[i];
    return ci_top_run(live->n_arguments + 1, arguments);
}

static int show(const struct live *live, const struct ci_profile *profile)
{
    char path[64];
    struct ci_bytes bytes = ci_profile_encode(profile);
    int memory = memfd_create("cinstr-top", MFD_CLOEXEC);
    ssize_t written = memory < 0 ? -1 : write(memory, bytes.data, bytes.size);
    free(bytes.data);
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    if (live->screen)
        printf("\033[H\033[J%s: the last %d seconds; q ends this\n", live->what,
               TOP_INTERVAL_MS / 1000);
    int status = written < 0 ? EXIT_USAGE : run_top(live, path, has_calls(profile));
    printf("\n");
    fflush(stdout);
    close(memory);
    return status;
}

/* Waits for the next table; false: the user has had enough. */
static bool wait_for_next(const struct live *live)
{
    struct pollfd input = {.fd = live->keys ? STDIN_FILENO : -1, .events = POLLIN};
    char key;
    while (!interrupted && poll(&input, 1, TOP_INTERVAL_MS) > 0)
        if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q')
            return false;
    return !interrupted;
}

/* An interrupt ends it as q does, with the terminal as it was. */
static void take_terminal(struct live *live)
{
    struct sigaction note = {.sa_handler = note_interrupt};
    live->keys = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &live->old);
    if (!live->keys)
        return;
    struct termios plain = live->old;
    plain.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    sigaction(SIGINT, &note, NULL);
    sigaction(SIGTERM, &note, NULL);
    tcsetattr(STDIN_FILENO, TCSANOW, &plain);
}

static void give_terminal_back(const struct live *live)
{
    if (live->keys)
        tcsetattr(STDIN_FILENO, TCSANOW, &live->old);
}

/* One table: what was counted since the snapshot EARLIER, which LATER takes the place of. */
static int show_since(const struct live *live, struct ci_profile **earlier, struct ci_error *error)
{
    struct ci_profile *later = ci_live_profile(live->process, "prof", error), *again;
    if (!later)
        return EXIT_NO_FILE;
    struct ci_bytes copy = ci_profile_encode(later); /* the difference changes what it is made of */
    again = ci_profile_decode(copy.data, copy.size, error);
    free(copy.data);
    struct ci_profile *difference = ci_live_difference(*earlier, later, error);
    int status = again && difference ? show(live, difference) : EXIT_USAGE;
    ci_profile_destroy(&difference);
    ci_profile_destroy(&later);
    ci_profile_destroy(earlier);
    *earlier = again;
    return status;
}

static int run(struct live *live)
{
    struct ci_error error;
    struct ci_profile *earlier = ci_live_profile(live->process, "prof", &error);
    int status = earlier ? 0 : EXIT_NO_FILE, shown = 0;
    take_terminal(live);
    while (!status && wait_for_next(live)) {
        status = show_since(live, &earlier, &error);
        shown += !status;
    }
    give_terminal_back(live);
    ci_profile_destroy(&earlier);
    if (status == EXIT_NO_FILE) {
        ci_error_print(live->what, &error);
        return shown ? 0 : status; /* it has ended, as programs do */
    }
    return status;
}

int ci_live_top(int argc, char **argv)
{
    struct ci_pool pool = {0};
    struct ci_error error;
    struct live live = {0};
    int status = EXIT_USAGE;
    if (!read_arguments(&live, &pool, argc, argv))
        fprintf(stderr, "cinstr: top: --live needs a process at the end; 'cinstr top -h' tells the "
                        "flags\n");
    else if ((live.process = ci_live_find(live.what, &error)))
        status = run(&live);
    else
        status = (ci_error_print(live.what, &error), EXIT_NO_FILE);
    ci_pool_deinit(&pool);
    return status;
}
