/* SPDX-License-Identifier: MIT */
/* Autoconf asks for a function with a declaration of another type, and calls it. compile with: -std=gnu11 */
#define ASK(NAME)                                                                                  \
    char NAME();                                                                                   \
    int ask_##NAME(void)                                                                           \
    {                                                                                              \
        return NAME();                                                                             \
    }

ASK(malloc)
ASK(calloc)
ASK(realloc)
ASK(reallocarray)
ASK(aligned_alloc)
ASK(memalign)
ASK(posix_memalign)
ASK(valloc)
ASK(pvalloc)
ASK(strdup)
ASK(strndup)
ASK(__strdup)
ASK(asprintf)
ASK(vasprintf)
ASK(getline)
ASK(getdelim)
ASK(__getdelim)
ASK(free)
ASK(cfree)
