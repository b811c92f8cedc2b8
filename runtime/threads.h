/* SPDX-License-Identifier: MIT */
/* threads.h - the threads of a snapshot that keeps them apart. */
#ifndef CINSTR_RUNTIME_THREADS_H
#define CINSTR_RUNTIME_THREADS_H

#include "clock.h"
#include "snapshot.h"

struct ci_thread;

/* Threads get numbers from 1, in the order of their kernel ids, which is that of their creation. */
uint32_t ci_threads_number(const struct ci_thread *thread);

/* Sets the snapshot's threads. `timed`: their times, too, as of `now`. False: no memory. */
bool ci_threads_list(struct ci_snapshot *snapshot, bool timed, uint64_t now, double nanos_per_tick);

#endif
