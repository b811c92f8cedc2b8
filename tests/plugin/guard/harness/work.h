/* SPDX-License-Identifier: MIT */
/* work.h - work that counts its calls, though GCC may assume that it has no effect; see work.c. */
#ifndef WORK_H
#define WORK_H

#ifdef __cplusplus
extern "C" {
#endif

enum { WORKS = 16, ITERATIONS = 1000 };

/* Work number `which`. GCC is told that each call with the same arguments gives the same result. */
int work(int which, int x) __attribute__((const, nothrow));

/* The same, but GCC knows nothing about it. */
int told(int which, int x);

/* Prints the number of calls of each work. */
void work_print(void);

#ifdef __cplusplus
}
#endif

#endif
