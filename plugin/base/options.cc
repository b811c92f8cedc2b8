/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.cc - reads -fplugin-arg-cinstr-NAME=VALUE and answers for the filters among them. */
#include "base/options.h"

#include <cinstr/abi.h>
#include <cinstr/measures.h>
#include <regex.h>

struct regex_list {
    regex_t regex;
    struct regex_list *next;
};

struct options options;

static void parse_mode(const char *value)
{
    if (strcmp(value, "time") == 0)
        options.mode = CINSTR_MODE_TIME;
    else if (strcmp(value, "count") == 0)
        options.mode = CINSTR_MODE_COUNT;
    else if (strcmp(value, "guard") != 0)
        error("cinstr: unknown mode %qs; valid: %<time%>, %<count%>, %<guard%>", value);
    options.probes = strcmp(value, "guard") != 0;
}

static void parse_min_insns(const char *value)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (*value == '\0' || *end != '\0' || number < 0 || number > INT_MAX)
        error("cinstr: %<min-insns=%s%> is not a number from 0 to %d", value, INT_MAX);
    else
        options.min_insns = (int)number;
}

static void parse_regex(const char *name, const char *value, regex_list **list)
{
    regex_list *entry = XCNEW(regex_list);
    int code = regcomp(&entry->regex, value, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        char reason[128];
        regerror(code, &entry->regex, reason, sizeof reason);
        error("cinstr: %<%s=%s%> is not a POSIX extended regular expression: %s", name, value,
              reason);
        free(entry);
        return;
    }
    entry->next = *list;
    *list = entry;
}

static bool parse_switch(const char *name, const char *value)
{
    if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
        error("cinstr: %<%s=%s%>; valid: %<on%>, %<off%>", name, value);
    return strcmp(value, "on") == 0;
}

static void parse_costs(const char *value)
{
    if (strcmp(value, "native") == 0)
        options.costs = COSTS_NATIVE;
    else if (strcmp(value, "instrumented") == 0)
        options.costs = COSTS_INSTRUMENTED;
    else
        error("cinstr: unknown costs %qs; valid: %<native%>, %<instrumented%>", value);
}

static void parse_update(const char *value)
{
    options.atomic = strcmp(value, "atomic") == 0;
    if (!options.atomic && strcmp(value, "single") != 0)
        error("cinstr: unknown update %qs; valid: %<single%>, %<atomic%>", value);
}

static void parse_clock(const char *value)
{
    options.sampled = strcmp(value, "sampled") == 0;
    if (!options.sampled && strcmp(value, "every") != 0)
        error("cinstr: unknown clock %qs; valid: %<every%>, %<sampled%>", value);
}

static const char *const mix_names[] = {
#define NAME(ID, NAME, ...) NAME,
    CINSTR_MIX_MEASURES(NAME)
#undef NAME
};

static const char mix_list[] =
#define NAME(ID, NAME, ...) ", " NAME
    CINSTR_MIX_MEASURES(NAME)
#undef NAME
    ;

/* What mix=on counts; mix=all adds the measures that most readers have no use for. */
static const unsigned MIX_ALL = (1u << CINSTR_MIX_COUNT) - 1;
static const unsigned MIX_ON =
    MIX_ALL & ~(1u << CINSTR_MIX_UPDATES | 1u << CINSTR_MIX_FLOPS_F32 | 1u << CINSTR_MIX_FLOPS_F64);

/* The bit of a measure of the mix; 0: there is none of that name. */
static unsigned mix_bit(const char *name, size_t length)
{
    for (unsigned i = 0; i < ARRAY_SIZE(mix_names); i++)
        if (strlen(mix_names[i]) == length && strncmp(mix_names[i], name, length) == 0)
            return 1u << i;
    return 0;
}

/* on, off, all, or names between commas. */
static void parse_mix(const char *value)
{
    options.mix = 0;
    if (strcmp(value, "off") == 0)
        return;
    if (strcmp(value, "on") == 0 || strcmp(value, "all") == 0) {
        options.mix = strcmp(value, "on") == 0 ? MIX_ON : MIX_ALL;
        return;
    }
    for (const char *name = value;; name++) {
        size_t length = strcspn(name, ",");
        unsigned bit = mix_bit(name, length);
        if (bit == 0) {
            error("cinstr: %<mix=%s%>: %qs is none of %<on%>, %<off%>, %<all%>%s", value,
                  xstrndup(name, length), mix_list);
            return;
        }
        options.mix |= bit;
        name += length;
        if (!*name)
            return;
    }
}

static void parse_alloc(const char *value)
{
    if (strcmp(value, "off") == 0)
        options.alloc = ALLOC_OFF;
    else if (strcmp(value, "count") == 0)
        options.alloc = ALLOC_COUNT;
    else if (strcmp(value, "live") == 0)
        options.alloc = ALLOC_LIVE;
    else
        error("cinstr: unknown alloc %qs; valid: %<off%>, %<count%>, %<live%>", value);
}

/* A number of an argument at *text, which moves past it; 0: there is none. */
static int parse_number(const char **text)
{
    char *end;
    long number = strtol(*text, &end, 10);
    if (end == *text || number < 1 || number > 255)
        return 0;
    *text = end;
    return (int)number;
}

/* NAME[:SIZE[*COUNT][/OLD][:FREE]] */
static void parse_allocator(const char *text)
{
    allocator_option allocator = {};
    const char *at = strchrnul(text, ':');
    bool valid = at > text;
    allocator.name = xstrndup(text, at - text);
    if (*at == ':' && at[1] != ':') {
        at++;
        allocator.size = parse_number(&at);
        valid &= allocator.size > 0;
        if (*at == '*') {
            at++;
            allocator.factor = parse_number(&at);
            valid &= allocator.factor > 0;
        }
        if (*at == '/') {
            at++;
            allocator.old = parse_number(&at);
            valid &= allocator.old > 0;
        }
    } else if (*at == ':') {
        at++;
    }
    if (*at == ':') {
        allocator.freer = xstrdup(at + 1);
        valid &= at[1] != '\0' && !strchr(at + 1, ':');
        at += strlen(at);
    }
    if (!valid || *at)
        error("cinstr: %<allocator=%s%> is not NAME, NAME:SIZE, NAME:SIZE:FREE, "
              "NAME:SIZE*COUNT:FREE or NAME:SIZE/OLD:FREE, with SIZE, COUNT and OLD the numbers of "
              "arguments, from 1",
              text);
    options.allocators.safe_push(allocator);
}

/* A REGEX adds functions to those that are guarded anyway. */
static void parse_guard(const char *value)
{
    if (strcmp(value, "off") == 0)
        options.guard = GUARD_OFF;
    else if (strcmp(value, "check") == 0)
        options.guard = GUARD_CHECK;
    else if (strcmp(value, "on") == 0)
        options.guard = GUARD_ON;
    else if (strcmp(value, "all") == 0)
        options.guard = GUARD_ALL;
    else
        parse_regex("guard", value, &options.guard_functions);
}

/* "on" and "off" are switches; anything else names functions. */
static void parse_switch_or_regex(const char *name, const char *value, bool *on, regex_list **list)
{
    *on = strcmp(value, "off") != 0;
    if (*on && strcmp(value, "on") != 0)
        parse_regex(name, value, list);
}

static void parse_elided(const char *value)
{
    if (strcmp(value, "off") == 0)
        options.elided = ELIDED_OFF;
    else if (strcmp(value, "warn") == 0)
        options.elided = ELIDED_WARN;
    else if (strcmp(value, "error") == 0)
        options.elided = ELIDED_ERROR;
    else
        error("cinstr: %<elided=%s%>; valid: %<warn%>, %<error%>, %<off%>", value);
}

/* `instructions`: what instructions= said, 0 or 1; it stays as it is when it said nothing. */
static void parse_argument(const char *name, const char *value, int *instructions)
{
    if (strcmp(name, "verbose") == 0)
        options.verbose = parse_switch(name, value ? value : "on");
    else if (!value)
        error("cinstr: option %qs needs a value: %<-fplugin-arg-cinstr-%s=VALUE%>", name, name);
    else if (strcmp(name, "mode") == 0)
        parse_mode(value);
    else if (strcmp(name, "instructions") == 0)
        *instructions = parse_switch(name, value) ? 1 : 0;
    else if (strcmp(name, "lines") == 0)
        options.lines = parse_switch(name, value);
    else if (strcmp(name, "costs") == 0)
        parse_costs(value);
    else if (strcmp(name, "mix") == 0)
        parse_mix(value);
    else if (strcmp(name, "alloc") == 0)
        parse_alloc(value);
    else if (strcmp(name, "allocator") == 0)
        parse_allocator(value);
    else if (strcmp(name, "calls") == 0)
        options.calls = parse_switch(name, value);
    else if (strcmp(name, "update") == 0)
        parse_update(value);
    else if (strcmp(name, "clock") == 0)
        parse_clock(value);
    else if (strcmp(name, "external") == 0)
        parse_switch_or_regex(name, value, &options.external, &options.external_functions);
    else if (strcmp(name, "wait") == 0)
        parse_switch_or_regex(name, value, &options.wait, &options.wait_functions);
    else if (strcmp(name, "guard") == 0)
        parse_guard(value);
    else if (strcmp(name, "elided") == 0)
        parse_elided(value);
    else if (strcmp(name, "min-insns") == 0)
        parse_min_insns(value);
    else if (strcmp(name, "include") == 0)
        parse_regex(name, value, &options.include);
    else if (strcmp(name, "exclude") == 0)
        parse_regex(name, value, &options.exclude);
    else if (strcmp(name, "include-file") == 0)
        parse_regex(name, value, &options.include_file);
    else if (strcmp(name, "exclude-file") == 0)
        parse_regex(name, value, &options.exclude_file);
    else
        error("cinstr: unknown option %qs; valid: %<mode=time|count|guard%>, %<include=REGEX%>, "
              "%<exclude=REGEX%>, %<include-file=REGEX%>, %<exclude-file=REGEX%>, "
              "%<min-insns=N%>, %<instructions=on|off%>, %<lines=on|off%>, "
              "%<costs=native|instrumented%>, %<mix=on|off|all|LIST%>, %<alloc=off|count|live%>, "
              "%<allocator=NAME:SIZE:FREE%>, %<calls=on|off%>, %<update=single|atomic%>, "
              "%<clock=every|sampled%>, "
              "%<external=on|off|REGEX%>, %<wait=on|off|REGEX%>, %<guard=on|all|off|check|REGEX%>, "
              "%<elided=warn|error|off%>, %<verbose%>",
              name);
}

bool options_parse(struct plugin_name_args *args)
{
    int errors = errorcount, instructions_given = -1;
    options.mode = CINSTR_MODE_TIME;
    options.probes = options.calls = options.external = options.wait = true;
    options.alloc = ALLOC_COUNT;
    options.guard = GUARD_ON;
    for (int i = 0; i < args->argc; i++)
        parse_argument(args->argv[i].key, args->argv[i].value, &instructions_given);
    options.instructions =
        options.mode == CINSTR_MODE_COUNT ? instructions_given != 0 : options.lines;
    options.instructions &= options.probes;
    if (instructions_given == 1 && (!options.probes || options.mode != CINSTR_MODE_COUNT))
        error("cinstr: %<instructions=on%> needs %<mode=count%>");
    if (options.lines && (!options.probes || options.mode != CINSTR_MODE_TIME))
        error("cinstr: %<lines=on%> needs %<mode=time%>; %<mode=count%> has instructions by line");
    if (options.sampled && (!options.probes || options.mode != CINSTR_MODE_TIME))
        error("cinstr: %<clock=sampled%> needs %<mode=time%>");
    if (options.mix && (options.mode != CINSTR_MODE_COUNT || !options.instructions))
        error("cinstr: %<mix=%> tells what instructions do; it needs %<mode=count%> with "
              "%<instructions=on%>");
    if (!options.calls && (options.lines || instructions_given == 1))
        error("cinstr: %<calls=off%> leaves allocation sites alone; %<lines=on%> and "
              "%<instructions=on%> need calls");
    if (!options.calls && options.alloc == ALLOC_OFF)
        error("cinstr: with %<calls=off%> and %<alloc=off%> there is nothing to measure");
    options.instructions &= options.calls;
    if (!options.probes)
        options.alloc = ALLOC_OFF;
    return errorcount == errors;
}

static bool any_matches(const regex_list *list, const char *text)
{
    for (; list; list = list->next)
        if (regexec(&list->regex, text, 0, NULL, 0) == 0)
            return true;
    return false;
}

const char *options_filter(const char *name, const char *file)
{
    if (options.include && !any_matches(options.include, name))
        return "no include= matches its name";
    if (any_matches(options.exclude, name))
        return "exclude= matches its name";
    if (options.include_file && !any_matches(options.include_file, file))
        return "no include-file= matches its file";
    if (any_matches(options.exclude_file, file))
        return "exclude-file= matches its file";
    return NULL;
}

bool options_guards(const char *name)
{
    return any_matches(options.guard_functions, name);
}

bool options_names_external(const char *name)
{
    return !options.external_functions || any_matches(options.external_functions, name);
}

bool options_names_waiting(const char *name)
{
    return any_matches(options.wait_functions, name);
}
