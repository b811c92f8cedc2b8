/* SPDX-License-Identifier: MIT */
/* flags.c - takes the flags off a command line, and prints a table of them. */
#include "common/flags.h"

#include <string.h>

const char ci_flag_excluded[] = "excluded by a flag before it";

const char *ci_flag_set(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    (void)value;
    *(bool *)field = true;
    return NULL;
}

const char *ci_flag_bool(void *field, const struct ci_flag *flag, const char *value)
{
    static const char *const yes[] = {"1", "t", "T", "true", "TRUE", "True"};
    static const char *const no[] = {"0", "f", "F", "false", "FALSE", "False"};
    (void)flag;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        bool on = !value || strcmp(value, yes[i]) == 0;
        if (on || strcmp(value, no[i]) == 0) {
            *(bool *)field = on;
            return NULL;
        }
    }
    return "true or false";
}

const char *ci_flag_text(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    *(const char **)field = value;
    return NULL;
}

const char *ci_flag_choice(void *field, const struct ci_flag *flag, const char *value)
{
    bool on;
    const char *wrong = ci_flag_bool(&on, flag, value);
    int *choice = field;
    if (wrong || !on)
        return wrong;
    if (*choice && *choice != flag->number)
        return ci_flag_excluded;
    *choice = flag->number;
    return NULL;
}

static bool has_kind(const struct ci_flag *flag, unsigned kind)
{
    return !flag->kinds || (flag->kinds & kind);
}

const char *ci_flag_name(const char *argument, int *length)
{
    const char *name = argument + (argument[1] == '-' ? 2 : 1);
    *length = (int)strcspn(name, "=");
    return name;
}

/* -source-path is -source_path. */
static bool is_name(const char *known, const char *name, size_t length)
{
    size_t i = 0;
    while (i < length && known[i] &&
           (name[i] == '-' ? '_' : name[i]) == (known[i] == '-' ? '_' : known[i]))
        i++;
    return i == length && !known[i];
}

static const struct ci_flag *find(const struct ci_command_line *line, const char *name)
{
    if (line->prefix && strncmp(name, line->prefix, strlen(line->prefix)) == 0)
        name += strlen(line->prefix);
    size_t length = strcspn(name, "=");
    for (const struct ci_flag *flag = line->table; flag->name; flag++)
        if (has_kind(flag, line->kind) && is_name(flag->name, name, length))
            return flag;
    return NULL;
}

/* Reads the flag at *NEXT and steps over it and its value. */
static enum ci_flags_result read_flag(struct ci_command_line *line, char ***next, void *target)
{
    int length;
    line->argument = *(*next)++;
    const char *name = ci_flag_name(line->argument, &length);
    const char *equals = name[length] ? name + length : NULL;
    line->flag = find(line, name);
    if (!line->flag && (strcmp(name, "h") == 0 || strcmp(name, "help") == 0))
        return CI_FLAGS_HELP;
    if (!line->flag)
        return CI_FLAGS_UNKNOWN;
    line->value = equals ? equals + 1 : NULL;
    if (equals && line->flag->read == ci_flag_set)
        return CI_FLAGS_TAKES_NONE;
    if (line->flag->value && !equals) {
        line->value = **next;
        if (!line->value)
            return CI_FLAGS_LACKS_VALUE;
        ++*next;
    }
    line->reason = line->flag->read((char *)target + line->flag->offset, line->flag, line->value);
    return line->reason ? CI_FLAGS_BAD_VALUE : CI_FLAGS_DONE;
}

enum ci_flags_result ci_command_line_read(struct ci_command_line *line, char **argv, void *target)
{
    char **next = argv + 1, **plain = argv + 1;
    line->arguments = plain;
    while (*next) {
        bool is_flag = (*next)[0] == '-' && (*next)[1];
        bool is_end = line->style != CI_ARGUMENTS_NONE && strcmp(*next, "--") == 0;
        if (is_flag && !is_end) {
            enum ci_flags_result result = read_flag(line, &next, target);
            if (result != CI_FLAGS_DONE)
                return result;
            continue;
        }
        next += is_end;
        if (is_end || line->style == CI_ARGUMENTS_LAST)
            break;
        line->argument = *next;
        if (line->style == CI_ARGUMENTS_NONE)
            return CI_FLAGS_ARGUMENT;
        *plain++ = *next++;
    }
    while (*next)
        *plain++ = *next++;
    *plain = NULL;
    return CI_FLAGS_DONE;
}

void ci_flags_print(FILE *out, const struct ci_flag *table, unsigned kind,
                    const struct ci_flags_layout *layout)
{
    for (const struct ci_flag *flag = table; flag->name; flag++) {
        char text[80];
        if (!flag->help || !has_kind(flag, kind))
            continue;
        snprintf(text, sizeof text, "%s%.*s%s", flag->name, flag->value ? 1 : 0, &layout->separator,
                 flag->value ? flag->value : "");
        bool long_dash = layout->long_dashes && flag->name[1];
        int width = layout->width + (layout->long_dashes && !long_dash);
        fprintf(out, "  %s%-*s %s\n", long_dash ? "--" : "-", width, text, flag->help);
    }
}
