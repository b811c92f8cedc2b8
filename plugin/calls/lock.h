/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lock.h - what a call waits for, by its name in the source. */
#ifndef CINSTR_PLUGIN_CALLS_LOCK_H
#define CINSTR_PLUGIN_CALLS_LOCK_H

#include "gcc.h"

/*
 * The lock, condition variable, semaphore or barrier that a call gets a pointer to: a variable
 * ("pool_lock", "ns::mutex", "pool.lock"), an array's element ("locks[]") or a member
 * ("struct queue::lock", "Queue::mutex"). NULL where it has no such name: it came as a parameter,
 * or from a function. The string lives until GCC ends.
 */
const char *lock_name(const gcall *call);

#endif
