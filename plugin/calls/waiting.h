/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.h - which library functions can put a thread to sleep. */
#ifndef CINSTR_PLUGIN_CALLS_WAITING_H
#define CINSTR_PLUGIN_CALLS_WAITING_H

/* Whether the function is one of those, or one that wait= names. False with wait=off. */
bool waiting_can(const char *assembler_name);

#endif
