/* SPDX-License-Identifier: MIT */
/*
 * wait.h - how long calls of functions without probes kept their threads off the processor.
 *
 * After a call that can block and took longer than ci_processor_wait_ticks(), the runtime asks the
 * kernel for the thread's processor time. The time since it last asked, less the processor time
 * since then, is the time that the thread did not run; of that, at most the call's own elapsed time
 * is its wait. Time off the processor between two such calls is preemption; only this bound keeps
 * it from counting as the call's wait.
 *
 * A call in which threads wait for each other is a contention if it waited and the kernel says that
 * the thread went to sleep meanwhile: being preempted while taking a free lock is not a contention.
 */
#ifndef CINSTR_RUNTIME_WAIT_H
#define CINSTR_RUNTIME_WAIT_H

#include "clock.h"

#include <cinstr/abi.h>

/* Called by the probe; abi.h has the contract. The ticks go to the node's counter. */
void ci_wait_note(struct cinstr_node *node, uint64_t elapsed) __asm__(CINSTR_SYMBOL_WAITED)
    __attribute__((visibility("default")));

/* Processor time of the whole process since it started, in ns. */
int64_t ci_wait_process_nanos(void);

#endif
