/* SPDX-License-Identifier: MIT */
/* error.c - one-line error texts. */
#include "base/error.h"
#include "base/clean.h"
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int ci_error_set(struct ci_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    ci_clean(error->text, strlen(error->text));
    error->status = EXIT_USAGE;
    return -1;
}

int ci_error_print(const char *what, const struct ci_error *error)
{
    char name[4096];
    snprintf(name, sizeof name, "%s", strcmp(what, "-") == 0 ? "standard input" : what);
    ci_clean(name, strlen(name));
    fprintf(stderr, "cinstr: %s: %s\n", name, error->text);
    return error->status;
}

void ci_error_note(const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ci_clean(text, strlen(text));
    fprintf(stderr, "cinstr: %s\n", text);
}
