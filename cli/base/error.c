/* SPDX-License-Identifier: MIT */
/* error.c - one-line error texts. */
#include "base/error.h"
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* File names and strings of a hostile profile must not break the line or drive the terminal. */
static void mask_controls(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

int ci_error_set(struct ci_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    mask_controls(error->text);
    return -1;
}

int ci_error_print(const char *what, const struct ci_error *error)
{
    char name[4096];
    snprintf(name, sizeof name, "%s", what);
    mask_controls(name);
    fprintf(stderr, "cinstr: %s: %s\n", name, error->text);
    return EXIT_USAGE;
}
