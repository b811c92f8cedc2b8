/* SPDX-License-Identifier: MIT */
/* proc.h - what the kernel says of a process. */
#ifndef CINSTR_RUNTIME_PROC_H
#define CINSTR_RUNTIME_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Reads the beginning of /proc/PROCESS/FILE, and a NUL after it. False: there is nothing to read;
 * `bytes` is then "". Async-signal-safe; changes errno.
 */
bool ci_proc_read(pid_t process, const char *file, char *bytes, size_t size);

#endif
