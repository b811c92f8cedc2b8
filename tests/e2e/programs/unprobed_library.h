/* SPDX-License-Identifier: MIT */
#ifndef UNPROBED_LIBRARY_H
#define UNPROBED_LIBRARY_H

#include <stddef.h>

char *library_make(size_t size);
char *library_copy(const char *text);
char *library_grow(char *block, size_t size);
void library_free(char *block);
int library_each(int count, int (*call)(int)); /* calls back with 0 .. count - 1 */
char *library_align(size_t alignment, size_t size);

#endif
