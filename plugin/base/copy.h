/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy.h - a copy of the compiler that compiles the rest of the unit another way, to find something
 * out.
 *
 *     parent                          copy
 *     copy_start() > 0                copy_start() == 0
 *     copy_wait()                     compiles on, writes what it finds into `told`, ends by _exit
 *
 * The copy leaves no other trace: no output, dump or message. It ends when its parent does.
 */
#ifndef CINSTR_PLUGIN_BASE_COPY_H
#define CINSTR_PLUGIN_BASE_COPY_H

#include "gcc.h"

/* Returns 0 in the copy, where `told` is the only file that still can be written; its process in
 * the parent; -1 with errno when there is none. `own_dump`: of a pass that only the copy runs, so
 * that its dump file is the copy's; NULL: none. */
pid_t copy_start(FILE *told, const char *own_dump);

/* Waits for the copy to end. Whether it ended well. */
bool copy_wait(pid_t copy);

#endif
