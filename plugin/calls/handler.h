/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handler.h - handlers of signals that end in a tail call.
 *
 * A tail call leaves T.slot at the site of the function that made it. That is harmless where a call
 * returns to: the caller sets T.slot before its next call. A handler returns to code between any
 * two instructions, so to code that has set T.slot for a call and not made it yet; that call would
 * then count as the handler's. So a function that may handle signals looks whether it was called by
 * the kernel, which makes it return to the code that ends a signal, and makes its last call an
 * ordinary one there:
 *
 *     void on_alarm(int number)             void on_alarm(int number)
 *     {                                     {
 *         log_it();  // a tail call             T.slot = &node->slots[0];
 *     }                                         if (return address is a signal's end) {  // cold
 *                                                   log_it();
 *                                                   T.slot = slot;
 *                                                   return;
 *                                               }
 *                                               log_it();  // a tail call
 *                                           }
 */
#ifndef CINSTR_PLUGIN_CALLS_HANDLER_H
#define CINSTR_PLUGIN_CALLS_HANDLER_H

#include "gcc.h"

/* Whether the function has a handler's type and may be called through a pointer. */
bool handler_is_possible(tree function);

/*
 * Splits what a handler does after the probes of `call`, a tail call of such a function. Returns
 * the place of the ordinary call's return, for the exit probe.
 */
gimple_stmt_iterator handler_split_tail_call(gcall *call);

#endif
