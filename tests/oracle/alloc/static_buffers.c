/* SPDX-License-Identifier: MIT */
/*
 * static_buffers.c - linked into a program that is judged: its standard streams get buffers of ours
 * before main, for libc's would be in the judge's totals without a site in the program.
 */
#include <stdio.h>

__attribute__((constructor)) static void give_buffers(void)
{
    static char buffers[3][BUFSIZ];
    FILE *const streams[] = {stdin, stdout, stderr};
    for (int i = 0; i < 2; i++)
        setvbuf(streams[i], buffers[i], _IOFBF, BUFSIZ);
    setvbuf(streams[2], buffers[2], _IONBF, BUFSIZ);
}
