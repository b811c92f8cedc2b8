/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.h - which library functions can put a thread to sleep. */
#ifndef CINSTR_PLUGIN_CALLS_WAITING_H
#define CINSTR_PLUGIN_CALLS_WAITING_H

#include "gcc.h"

/* What a call may wait for. */
enum waiting {
    WAITING_NEVER,
    WAITING,             /* for anything */
    WAITING_FOR_THREADS, /* for another thread of the program: a lock, a condition, its end */
};

/* By the function that a call names, and those of wait=. With wait=off no call waits. */
waiting waiting_in(const gcall *call);

#endif
