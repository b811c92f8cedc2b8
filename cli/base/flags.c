/* SPDX-License-Identifier: MIT */
/* flags.c - takes flags off a command line. */
#include "base/flags.h"
#include "base/status.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

void ci_flags_start(struct ci_flags *flags, char **argv)
{
    flags->command = argv[0];
    flags->next = flags->first = flags->plain = argv + 1;
}

static void print_help(const struct ci_flags *flags)
{
    printf("usage: cinstr %s [FLAG...] %s\n\n", flags->command, flags->arguments);
    for (const struct ci_flag *flag = flags->table; flag->name; flag++) {
        char text[80];
        snprintf(text, sizeof text, "%s%s%s", flag->name, flag->value ? "=" : "",
                 flag->value ? flag->value : "");
        printf("  %s%-24s %s\n", strlen(flag->name) == 1 ? "-" : "--", text, flag->help);
    }
    if (flags->notes)
        printf("\n%s", flags->notes);
}

int ci_flags_refuse(const struct ci_flags *flags, const char *text)
{
    struct ci_error error;
    ci_error_set(&error, "%s; 'cinstr %s -h' tells how", text, flags->command);
    return ci_error_print(flags->command, &error);
}

static int refuse_flag(const struct ci_flags *flags, const char *format, const char *text,
                       int *status)
{
    char reason[300];
    snprintf(reason, sizeof reason, format, (int)strcspn(text, "="), text);
    *status = ci_flags_refuse(flags, reason);
    return -2;
}

static int find_flag(const struct ci_flags *flags, const char *text)
{
    size_t length = strcspn(text, "=");
    for (int i = 0; flags->table[i].name; i++)
        if (strlen(flags->table[i].name) == length &&
            strncmp(flags->table[i].name, text, length) == 0)
            return i;
    return -1;
}

/* Ends the reading: all that is left belongs to what was no flag before. */
static int finish(struct ci_flags *flags)
{
    char **to = flags->plain;
    while (*flags->next)
        *to++ = *flags->next++;
    *to = NULL;
    flags->next = flags->first;
    return -1;
}

int ci_flags_take(struct ci_flags *flags, const char **value, int *status)
{
    while (*flags->next && (**flags->next != '-' || !(*flags->next)[1])) {
        if (flags->flags_first)
            return finish(flags);
        *flags->plain++ = *flags->next++;
    }
    if (!*flags->next)
        return finish(flags);
    const char *text = *flags->next++ + 1;
    text += *text == '-';
    if (!*text)
        return finish(flags);
    if (strcmp(text, "h") == 0 || strcmp(text, "help") == 0) {
        print_help(flags);
        *status = 0;
        return -2;
    }
    int found = find_flag(flags, text);
    if (found < 0)
        return refuse_flag(flags, "unknown flag '-%.*s'", text, status);
    const char *equals = strchr(text, '=');
    *value = equals ? equals + 1 : NULL;
    if (!flags->table[found].value && equals)
        return refuse_flag(flags, "-%.*s takes no value", text, status);
    if (flags->table[found].value && !equals && !(*value = *flags->next))
        return refuse_flag(flags, "-%.*s lacks its value", text, status);
    if (flags->table[found].value && !equals)
        flags->next++;
    return found;
}
