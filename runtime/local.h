/* SPDX-License-Identifier: MIT */
/*
 * local.h - what the runtime knows of the calling thread without a ci_thread (thread.h).
 *
 * It is one struct, since a process has little static TLS left for libraries that are loaded late,
 * and each runtime in a namespace of its own takes some of it.
 */
#ifndef CINSTR_RUNTIME_LOCAL_H
#define CINSTR_RUNTIME_LOCAL_H

#include <stdbool.h>

struct ci_chunk;

struct ci_local {
    struct ci_chunk **spare; /* arena.h: chunks to be used again; NULL: the thread keeps none */
    bool muted;              /* outside.h: its allocations are the runtime's own */
    bool acts_for;           /* process.h: it is a watcher's, and acts for the program's process */
};

extern _Thread_local struct ci_local ci_local
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

#endif
