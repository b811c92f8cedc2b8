/* SPDX-License-Identifier: MIT */
/*
 * wait.h - how long calls of functions without probes kept their threads off the processor.
 *
 * A call that can block and took longer than CINSTR_WAIT_TICKS asks the kernel for the thread's
 * processor time. What went by since the last time it was asked, less the processor time since
 * then, is what the thread did not run; of that, at most the call's own elapsed time is its wait.
 * What the thread was off the processor between two such calls is preemption, and no call's wait
 * but for this bound.
 *
 * A call in which threads wait for each other is a contention if it waited and the kernel tells
 * that the thread has gone to sleep meanwhile: a lock's holder that is preempted right there is
 * none.
 */
#ifndef CINSTR_RUNTIME_WAIT_H
#define CINSTR_RUNTIME_WAIT_H

#include "clock.h"

#include <cinstr/abi.h>

/* The probe's call; abi.h has the contract. The ticks go to the node's counter. */
void ci_wait_note(struct cinstr_node *node, uint64_t elapsed) __asm__(CINSTR_SYMBOL_WAITED)
    __attribute__((visibility("default")));

/* Processor time of the whole process since it started, in ns. */
int64_t ci_wait_process_nanos(void);

#endif
