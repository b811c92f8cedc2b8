/* SPDX-License-Identifier: MIT */
/* settings.c - see settings.h. */
#define _GNU_SOURCE
#include "settings.h"
#include "fold.h"
#include "live.h"
#include "message.h"
#include "session.h"
#include "thread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* CINSTR_MAX_MEMORY: a number of bytes, optionally followed by K, M or G. */
static void read_budget(const char *text)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    unsigned shift = 0;
    if (*end == 'K' || *end == 'k')
        shift = 10;
    else if (*end == 'M' || *end == 'm')
        shift = 20;
    else if (*end == 'G' || *end == 'g')
        shift = 30;
    if (end == text || *text == '-' || errno || end[shift > 0] != '\0' ||
        number > UINT64_MAX >> shift)
        ci_message("CINSTR_MAX_MEMORY is not a size such as 64M; 512M is used", text);
    else
        ci_tree_budget = (uint64_t)number << shift;
}

static void read_labels(const char *text)
{
    if (strcmp(text, "thread") == 0)
        ci_session.labels_thread = ci_thread_keep_apart = true;
    else if (*text)
        ci_message("CINSTR_LABELS knows 'thread' only", text);
}

/* CINSTR_HEAP: "peak" and "leaks", either or both with a comma between. */
static void read_heap(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        if (length == 4 && strncmp(text, "peak", length) == 0)
            ci_live_keeps_peak = true;
        else if (length == 5 && strncmp(text, "leaks", length) == 0)
            ci_session.leaks = true;
        else
            ci_message("CINSTR_HEAP knows 'peak' and 'leaks' only", text);
        text += length + (text[length] == ',');
    }
}

static void read_recursion(const char *text)
{
    if (strcmp(text, "full") == 0)
        ci_fold_rule = CI_FOLD_NEVER;
    else if (strcmp(text, "nearest") == 0)
        ci_fold_rule = CI_FOLD_NEAREST;
    else if (*text && strcmp(text, "exact") != 0)
        ci_message("CINSTR_RECURSION knows 'exact', 'nearest' and 'full' only; 'exact' is used",
                   text);
}

/* CINSTR_OUT. A program with raised privileges takes no path from whoever started it, and writes no
 * file for them either. */
static void read_out(const char *text)
{
    ci_session.out = text && *text ? strdup(text) : CI_SETTINGS_OUT;
    if (!ci_session.out)
        ci_session.out = CI_SETTINGS_OUT;
    ci_session.off = !strcmp(ci_session.out, "none") || getauxval(AT_SECURE);
    if (getauxval(AT_SECURE))
        ci_message("no profile: the program runs with raised privileges", NULL);
}

static void read_watch(const char *text)
{
    if (strcmp(text, "on") == 0)
        ci_session.watch = true;
    else if (*text && strcmp(text, "off") != 0)
        ci_message("CINSTR_WATCH is 'on' or 'off'", text);
}

/* CINSTR_EVERY: a time such as 60s, 5m or 1h. */
static void read_every(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    long unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : 0;
    if (unit == 0 || end[1] || number < 1 || number > 1000000)
        ci_message("CINSTR_EVERY is not a time such as 60s, 5m or 1h", text);
    else
        ci_session.every = (int)(number * unit);
    ci_session.watch |= ci_session.every > 0;
}

/* CINSTR_SIGNAL: its name, with or without SIG, or its number. */
static int signal_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text && !*end)
        return number > 0 && number < NSIG ? (int)number : 0;
    if (strncmp(text, "SIG", 3) == 0)
        text += 3;
    for (int signal = 1; signal < NSIG; signal++) {
        const char *name = sigabbrev_np(signal);
        if (name && strcmp(name, text) == 0)
            return signal;
    }
    return 0;
}

static void write_at_signal(int signal)
{
    (void)signal;
    ci_session_signal();
}

/* If they were handled, they would be raised again for ever. */
static bool is_fault(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL ||
           signal == SIGTRAP || signal == SIGSYS || signal == SIGABRT;
}

static void read_signal(const char *text)
{
    struct sigaction action = {.sa_handler = write_at_signal, .sa_flags = SA_RESTART};
    int signal = signal_of(text);
    if (!signal || is_fault(signal) || sigaction(signal, &action, NULL))
        ci_message("CINSTR_SIGNAL is not a signal such as USR2", text);
}

/* SOURCE_DATE_EPOCH: seconds since 1970, of which int64_t holds so many in nanoseconds. */
static void read_date(const char *text)
{
    char *end;
    errno = 0;
    long long seconds = strtoll(text, &end, 10);
    if (end == text || *end || errno || seconds < 0 || seconds > INT64_MAX / 1000000000) {
        ci_message(
            "SOURCE_DATE_EPOCH is not a number of seconds since 1970; the date of the run is used",
            text);
        return;
    }
    ci_session.start_nanos = (int64_t)seconds * 1000000000;
    ci_session.date_given = true;
}

void ci_settings_read(void)
{
    const char *text;
    read_out(secure_getenv("CINSTR_OUT"));
    if ((text = secure_getenv("CINSTR_MAX_MEMORY")))
        read_budget(text);
    if ((text = secure_getenv("CINSTR_RECURSION")))
        read_recursion(text);
    if ((text = secure_getenv("CINSTR_LABELS")))
        read_labels(text);
    if ((text = secure_getenv("CINSTR_HEAP")))
        read_heap(text);
    if ((text = secure_getenv("CINSTR_WATCH")))
        read_watch(text);
    if ((text = secure_getenv("CINSTR_EVERY")) && *text)
        read_every(text);
    if ((text = secure_getenv("CINSTR_SIGNAL")) && *text)
        read_signal(text);
    if ((text = secure_getenv("SOURCE_DATE_EPOCH")) && *text)
        read_date(text);
    ci_session.watch &= !ci_session.off;
}
