/* SPDX-License-Identifier: MIT */
/* each.h - a library without probes that calls back. */
#ifndef CINSTR_TESTS_RECURSION_EACH_H
#define CINSTR_TESTS_RECURSION_EACH_H

/* Both call back with 0 .. count - 1 and return the sum of the answers. */
int each_up(int count, int (*call)(int, void *), void *data);
int each_down(int count, int (*call)(int, void *), void *data);

#endif
