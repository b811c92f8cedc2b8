/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * external.h - probes around calls of functions without probes (mode=time).
 *
 * A call that leaves the probed code, such as read(), gets a node of its own below its call site,
 * as if the function had probes; so its time is not its caller's, and what it calls back hangs
 * below it. How long it kept the thread off the processor is told apart.
 */
#ifndef CINSTR_PLUGIN_CALLS_EXTERNAL_H
#define CINSTR_PLUGIN_CALLS_EXTERNAL_H

#include "gcc.h"

/* Whether a call gets these probes: it names a function of a library, which remains a call in the
 * object code, and external= wants it. */
bool external_is(const gcall *call);

/* Makes ordinary calls of such tail calls: what follows one has to run. */
void external_forget_tail_calls(function *fun);

/* Puts the probes around a call, whose slot is site `site` of `node`. */
void external_insert_probes(gcall *call, tree node, unsigned site);

/* Whether a call through a pointer gets probes that tell if it reached a function without any. */
bool external_is_indirect(const gcall *call);

/* Puts them around it, after those of the call site. */
void external_insert_indirect_probes(gcall *call, tree node, unsigned site);

#endif
