/* SPDX-License-Identifier: MIT */
/* filter_names.c - names and drop_frames: what a reader does to a profile before it applies any
 * flag. */
#include "profile/filter.h"
#include "profile/demangle.h"
#include "base/pattern.h"

#include <string.h>

/* Takes nested START...END out of the name, up to an END that has no START. */
static const char *remove_nested(struct ci_pool *pool, const char *name, char start, char end)
{
    char *out = ci_pool_copy(pool, name, strlen(name));
    size_t length = 0, outer = 0;
    long depth = 0;
    for (const char *c = name; *c; c++) {
        if (*c == start && depth++ == 0)
            outer = length;
        out[length++] = *c;
        if (*c != end)
            continue;
        if (--depth < 0)
            return ci_pool_format(pool, "%.*s%s", (int)length, out, c + 1);
        if (depth == 0)
            length = outer;
    }
    out[length] = '\0';
    return out;
}

static bool looks_like_cplusplus(const char *name)
{
    /* Java's constructors and Go's generics have brackets, too. */
    if (strstr(name, ".<") || strstr(name, "])."))
        return false;
    return strpbrk(name, "<>[]") || strstr(name, "::");
}

void ci_filter_names(struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_functions; i++) {
        struct ci_function *function = &profile->functions[i];
        const char *name = function->system_name;
        if (*function->name && strcmp(function->name, name) != 0)
            continue;
        const char *demangled = ci_demangle(&profile->pool, name);
        if (demangled) {
            name = demangled;
        } else if (looks_like_cplusplus(name)) {
            name = remove_nested(&profile->pool, name, '(', ')');
            name = remove_nested(&profile->pool, name, '<', '>');
        }
        function->name = name;
    }
}

/* The name up to its arguments; "operator()" and "(anonymous namespace)" are no arguments. */
static const char *cut_arguments(struct ci_pool *pool, const char *name)
{
    static const char anonymous[] = "(anonymous namespace)", call[] = "operator()";
    name += *name == '.';
    for (const char *c = name; *c;) {
        if (strncmp(c, anonymous, sizeof anonymous - 1) == 0)
            c += sizeof anonymous - 1;
        else if (strncmp(c, call, sizeof call - 1) == 0)
            c += sizeof call - 1;
        else if (*c++ == '(')
            return ci_pool_copy(pool, name, (size_t)(c - 1 - name));
    }
    return name;
}

enum { KEPT, DROPPED, PARTLY_DROPPED };

/* Cuts the lines from the outermost match inwards. */
static char drop_lines(struct ci_pool *pool, struct ci_location *location,
                       const struct ci_pattern *drop, const struct ci_pattern *keep)
{
    for (size_t i = location->n_lines; i-- > 0;) {
        const char *name = location->lines[i].function->name;
        if (!*name)
            continue;
        name = cut_arguments(pool, name);
        if (!ci_pattern_match(drop, name) || (keep && ci_pattern_match(keep, name)))
            continue;
        if (i + 1 == location->n_lines)
            return DROPPED;
        location->lines += i + 1;
        location->n_lines -= i + 1;
        return PARTLY_DROPPED;
    }
    return KEPT;
}

/* Cuts only what a kept frame called, so that the stack does not vanish. */
static void drop_callees(struct ci_sample *sample, const char *dropped)
{
    bool kept_one = false;
    for (size_t i = sample->n_locations; i-- > 0;) {
        char state = dropped[sample->locations[i]];
        kept_one = kept_one || state == KEPT;
        if (state == KEPT || !kept_one)
            continue;
        size_t cut = state == DROPPED ? i + 1 : i;
        sample->locations += cut;
        sample->n_locations -= cut;
        return;
    }
}

static struct ci_pattern *create_whole(struct ci_pool *pool, const char *name, const char *text,
                                       struct ci_error *error)
{
    return ci_pattern_create(name, ci_pool_format(pool, "^(%s)$", text), error);
}

int ci_filter_drop_frames(struct ci_profile *profile, struct ci_error *error)
{
    if (!*profile->drop_frames)
        return 0;
    struct ci_pool *pool = &profile->pool;
    struct ci_pattern *keep = NULL;
    struct ci_pattern *drop = create_whole(pool, "drop_frames", profile->drop_frames, error);
    if (!drop)
        return -1;
    if (*profile->keep_frames) {
        keep = create_whole(pool, "keep_frames", profile->keep_frames, error);
        if (!keep) {
            ci_pattern_destroy(&drop);
            return -1;
        }
    }
    char *dropped = ci_pool_alloc(pool, profile->n_locations, 1);
    for (size_t i = 0; i < profile->n_locations; i++)
        dropped[i] = drop_lines(pool, &profile->locations[i], drop, keep);
    for (size_t i = 0; i < profile->n_samples; i++)
        drop_callees(&profile->samples[i], dropped);
    ci_pattern_destroy(&drop);
    ci_pattern_destroy(&keep);
    return 0;
}
