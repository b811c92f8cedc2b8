/* SPDX-License-Identifier: MIT */
/* mtrace.c - switches glibc's mtrace on in a program that does not know of it. */
#include <mcheck.h>

__attribute__((constructor)) static void start(void)
{
    mtrace();
}
