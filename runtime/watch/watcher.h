/* SPDX-License-Identifier: MIT */
/* watcher.h - what the files of this room share. */
#ifndef CINSTR_RUNTIME_WATCHER_H
#define CINSTR_RUNTIME_WATCHER_H

#include <limits.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { CI_WATCHER_STACK = 256 << 10, CI_WATCHER_WAITERS = 8 };

/*
 * One watcher. It lies in the memory that both share and is never freed; the program reads `id` and
 * `ready` alone, and the rest is the watcher's from its start on.
 */
struct ci_watcher {
    pid_t program;
    volatile pid_t id; /* of the watcher's process; 0: not started yet */
    uint32_t ready;    /* 1: it has its name and can be asked; a futex */
    uid_t user;        /* whose rights it has */
    void *tls;         /* its thread control block; NULL: could not be made */
    char *stack_end;
    int process;  /* a pidfd */
    int listener; /* -1: no socket */
    char socket[108];
    ino_t socket_file;               /* its inode */
    int waiters[CI_WATCHER_WAITERS]; /* connections to be closed at the end; -1: free */
    sigjmp_buf fault;                /* where to go on after a fault */
    volatile bool may_fault;
    struct ci_chunk *spare; /* memory for the next answer */
};

/* Makes a thread control block like the calling thread's in the memory of `size` bytes; NULL: it
 * does not fit. */
void *ci_watcher_tls(char *memory, size_t size);

/* In the new process: stores the kernel's id for its thread where the C library looks for it. */
void ci_watcher_tls_own(void *tls, pid_t id);

/* The watcher's process, from its first to its last instruction. */
int ci_watcher_run(void *watcher);

/* The name of the process, "cinstr-PID": not the program's, by which somebody may look for the
 * program. */
void ci_watcher_name(char *name, size_t size, pid_t program);

/* Opens the socket; if that is impossible, the watcher goes on without one. */
void ci_requests_open(struct ci_watcher *watcher);

/* Answers one connection. */
void ci_requests_answer(struct ci_watcher *watcher);

/* Removes the socket and releases the clients that wait for the end. */
void ci_requests_close(struct ci_watcher *watcher);

/* What a line asks for. */
enum ci_request {
    CI_REQUEST_UNKNOWN,
    CI_REQUEST_INFO,  /* the program's name and what it has */
    CI_REQUEST_PROF,  /* a profile of calls */
    CI_REQUEST_HEAP,  /* a profile of allocations */
    CI_REQUEST_BLOCK, /* a profile of where threads waited for each other */
    CI_REQUEST_RESET, /* counting starts again */
    CI_REQUEST_WAIT,  /* the connection stays open until the watcher has ended */
};
enum ci_request ci_requests_parse(const char *line, size_t length);

#endif
