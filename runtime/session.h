/* SPDX-License-Identifier: MIT */
/* session.h - one run of the program: its start, its settings, its end. */
#ifndef CINSTR_RUNTIME_SESSION_H
#define CINSTR_RUNTIME_SESSION_H

#include "clock.h"
#include "snapshot.h"

#include <stdbool.h>

/* Settings from the environment, read once at start-up. */
struct ci_session {
    struct ci_moment start;
    int64_t start_nanos;     /* wall clock or SOURCE_DATE_EPOCH, ns since 1970 */
    int64_t start_processor; /* processor time of the process then, ns */
    bool date_given;         /* SOURCE_DATE_EPOCH is set: output tells no duration */
    const char *out;         /* CINSTR_OUT */
    bool labels_thread;      /* CINSTR_LABELS=thread */
    bool off;                /* CINSTR_OUT=none, or raised privileges: no file without a path */
    bool forked;             /* this process is a fork's child */
    bool copied;             /* the same, by a system call: its counts include its parent's */
    unsigned number;         /* of this runtime among those of the process, from 1 */
    bool ended;              /* the profiles are written, complete */
    bool silent;             /* no profile at the end: the program asks for each that it wants */
    bool leaks;              /* CINSTR_HEAP=leaks */
    bool watch;              /* CINSTR_WATCH=on, or CINSTR_EVERY */
    bool execs;    /* if the process becomes another program now, there is nothing left to write */
    int every;     /* CINSTR_EVERY, in seconds; 0: never */
    bool survived; /* the watcher writes for a process that has ended */
};

extern struct ci_session ci_session;

/* Held while trees are read as a whole, and over a fork. Taking it fails only where the interrupted
 * code holds it. */
bool ci_session_lock(void);
void ci_session_unlock(void);

/*
 * The process, or this image of it, ends: writes the profiles unless that is done. `bare` as in
 * ci_snapshot. The watcher calls it as well, once it acts for the process.
 */
void ci_session_end(bool bare);

/* Whether this process is to write the profiles; initialises a copy of which nobody informed the
 * runtime. */
bool ci_session_is_writer(void);

/* Whether the calling code may be a signal handler, which may have interrupted anything. */
bool ci_session_in_handler(void);

/* Writes the profiles under names with the next number. No malloc, safe in a signal handler. */
void ci_session_write_numbered(void);

/* The same, for CINSTR_SIGNAL's handler: once for all signals that arrive while a profile is being
 * written. */
void ci_session_signal(void);

/* Writes a profile of the kind to `fd`, with no malloc. Returns NULL or a reason in words. */
const char *ci_session_write_fd(enum ci_kind kind, int fd);

/* Whether a profile of the kind would have anything in it. */
bool ci_session_has(enum ci_kind kind);

#endif
