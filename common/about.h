/* SPDX-License-Identifier: MIT */
/*
 * about.h - the comment in which a profile states its origin: 'cinstr VERSION, mode MODE,
 * COMPILER'. The runtime writes it; a gate compares profiles only if they agree in it.
 */
#ifndef CINSTR_COMMON_ABOUT_H
#define CINSTR_COMMON_ABOUT_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define CINSTR_ABOUT_START "cinstr "
#define CINSTR_ABOUT_MODE  ", mode "

/* Writes the comment, cut off if SIZE bytes are too few. */
static inline void ci_about_write(char *text, size_t size, const char *version, const char *mode,
                                  const char *compiler)
{
    snprintf(text, size, CINSTR_ABOUT_START "%s" CINSTR_ABOUT_MODE "%s, %s", version, mode,
             compiler);
}

/* The part of the comment after the version, 'mode MODE, COMPILER'; NULL: it is another comment. */
static inline const char *ci_about_read(const char *comment)
{
    if (strncmp(comment, CINSTR_ABOUT_START, strlen(CINSTR_ABOUT_START)) != 0)
        return NULL;
    const char *mode = strstr(comment, CINSTR_ABOUT_MODE);
    return mode ? mode + strlen(", ") : NULL;
}

#endif
