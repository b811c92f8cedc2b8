/* SPDX-License-Identifier: MIT */
/* session.h - what one run of the program is to the runtime: its start, its settings, its end. */
#ifndef CINSTR_RUNTIME_SESSION_H
#define CINSTR_RUNTIME_SESSION_H

#include "clock.h"
#include "fold.h"
#include "live.h"
#include "outside.h"
#include "snapshot.h"

#include <stdbool.h>

/* Settings from the environment, read once at start-up. */
struct ci_session {
    struct ci_moment start;
    int64_t start_nanos; /* wall clock, ns since 1970 */
    bool date_given;     /* SOURCE_DATE_EPOCH is set: output tells no duration */
    const char *out;     /* CINSTR_OUT */
    bool labels_thread;  /* CINSTR_LABELS=thread */
    bool off;            /* CINSTR_OUT=none, or raised privileges: no file without a path */
    bool forked;         /* this process is a fork's child */
    bool copied;         /* likewise, by a system call: its counts begin with its parent's */
    unsigned number;     /* of this runtime among those of the process, from 1 */
    bool ended;          /* the profiles are written, complete */
    bool silent;         /* no profile at the end: the program asks for each that it wants */
    bool leaks;          /* CINSTR_HEAP=leaks */
    bool watch;          /* CINSTR_WATCH=on, or CINSTR_EVERY */
    bool execs;          /* if the process becomes another program now, nothing is left to write */
    int every;           /* CINSTR_EVERY, in seconds; 0: never */
    bool survived;       /* the watcher writes for a process that is no more */
};

extern struct ci_session ci_session;

/* Held while trees are read as a whole, and over a fork. */
void ci_session_lock(void);
void ci_session_unlock(void);

/*
 * The process ends, or this image of it: writes the profiles unless that is done. `bare` as in
 * ci_snapshot. Also for the watcher, once it acts for the process.
 */
void ci_session_end(bool bare);

/* Whether the calling code may be a signal handler, on top of anything. */
bool ci_session_in_handler(void);

/* Writes the profiles under names with the next number. No malloc, safe in a signal handler. */
void ci_session_write_numbered(void);

/* Writes a profile of the kind to `fd`, with no malloc. Returns NULL or a reason in words. */
const char *ci_session_write_fd(enum ci_kind kind, int fd);

/* Whether a profile of the kind would have anything in it. */
bool ci_session_has(enum ci_kind kind);

/*
 * Makes the snapshot of all threads. All its memory comes from `arena`, which the caller releases.
 * Returns false when there is no memory. One thread at a time.
 */
bool ci_snapshot_make(struct ci_snapshot *snapshot, enum ci_kind kind, struct ci_arena *arena);

/* What the comment lines tell, beside what the snapshot has. Times in ns. */
struct ci_comment_facts {
    uint32_t truncated; /* functions whose contexts were collapsed */
    uint64_t truncated_calls;
    /* Recursive calls folded so that their stacks lack frames, by the rule that did it (fold.h). */
    uint64_t folded_calls[CI_FOLD_RULES];
    bool timed; /* times were measured; else the fields below but `lost` mean nothing */
    bool waits; /* what functions without probes waited is known */
    double nanos_per_tick;
    int64_t time;        /* of all functions together */
    int64_t timed_calls; /* calls whose probes read the clock */
    int64_t overdrawn;   /* probe cost that was taken out of functions which did not have it */
    int64_t waited;      /* of that, what functions without probes kept threads waiting */
    int64_t processor;   /* processor time of the process */
    int64_t outside;     /* of threads, outside any probed function */
    uint64_t lost;       /* calls, or allocations, not counted for want of memory */
    struct ci_live_facts live;        /* CI_KIND_HEAP */
    struct ci_outside_facts unprobed; /* likewise */
};

/* Adds the comment lines: version, mode, probe cost, objects and functions, what was truncated. */
bool ci_comment_add(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts);

#endif
