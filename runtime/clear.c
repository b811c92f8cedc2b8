/* SPDX-License-Identifier: MIT */
/* clear.c - memset of the cold path; the rules of tree.c hold. GCC calls memset to initialise a
 * struct, and the C library's may use vector registers, which hold the program's values. The build
 * makes the cold path's calls of memset calls of this. */
#include <stddef.h>

void *ci_cold_memset(void *memory, int byte, size_t size);

void *ci_cold_memset(void *memory, int byte, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)memory)[i] = (unsigned char)byte;
    return memory;
}
