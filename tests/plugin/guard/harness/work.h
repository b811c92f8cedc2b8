/* SPDX-License-Identifier: MIT */
/* work.h - work whose calls are counted, though GCC may think that it has no effect; see work.c. */
#ifndef WORK_H
#define WORK_H

#ifdef __cplusplus
extern "C" {
#endif

enum { WORKS = 16, ITERATIONS = 1000 };

/* Work number `which`. Each of its calls with the same arguments gives the same, so it is said. */
int work(int which, int x) __attribute__((const, nothrow));

/* The same where GCC knows nothing about it. */
int told(int which, int x);

/* Prints the number of calls of each work. */
void work_print(void);

#ifdef __cplusplus
}
#endif

#endif
