/* SPDX-License-Identifier: MIT */
/* filter.c - the filters of the command line and the merging of detail. */
#include "profile/filter.h"
#include "base/filepath.h"
#include "base/pattern.h"
#include "profile/filter_tags.h"
#include "profile/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The filters; NULL: not asked for. */
struct filters {
    struct ci_pattern *focus, *ignore, *hide, *show, *show_from;
    struct ci_tags *tag_focus, *tag_ignore;
};

/* What each location means for the samples that go through it. */
struct marks {
    bool focused, ignored, hidden, start;
};

/* Which filters have matched. */
struct matches {
    bool focus, ignore, hide, show, show_from, tag_focus, tag_ignore;
};

static bool match_mapping(const struct ci_location *location, const struct ci_pattern *pattern)
{
    return location->mapping && ci_pattern_match(pattern, location->mapping->file);
}

static bool match_line(const struct ci_line *line, const struct ci_pattern *pattern)
{
    return ci_pattern_match(pattern, line->function->name) ||
           ci_pattern_match(pattern, line->function->file);
}

static bool match_location(const struct ci_location *location, const struct ci_pattern *pattern)
{
    for (size_t i = 0; i < location->n_lines; i++)
        if (match_line(&location->lines[i], pattern))
            return true;
    return match_mapping(location, pattern);
}

/* Keeps the lines for which "matches" is KEEP; when the mapping matches, every line does. */
static void select_lines(struct ci_pool *pool, struct ci_location *location,
                         const struct ci_pattern *pattern, bool keep)
{
    if (match_mapping(location, pattern)) {
        location->n_lines = keep ? location->n_lines : 0;
        return;
    }
    struct ci_line *lines = ci_pool_alloc(pool, location->n_lines, sizeof *lines);
    size_t count = 0;
    for (size_t i = 0; i < location->n_lines; i++)
        if (match_line(&location->lines[i], pattern) == keep)
            lines[count++] = location->lines[i];
    location->lines = lines;
    location->n_lines = count;
}

/*
 * Patterns are matched once for each location, not for each sample. The order matters, and is
 * pprof's: what -focus and -ignore look at still has the lines that -hide and -show remove.
 */
static void mark_location(struct ci_pool *pool, struct ci_location *location,
                          const struct filters *filters, struct marks *mark,
                          struct matches *matches)
{
    mark->ignored = filters->ignore && match_location(location, filters->ignore);
    mark->focused = !mark->ignored && (!filters->focus || match_location(location, filters->focus));
    matches->ignore |= mark->ignored;
    matches->focus |= mark->focused;
    if (filters->hide && match_location(location, filters->hide)) {
        matches->hide = true;
        select_lines(pool, location, filters->hide, false);
        mark->hidden = location->n_lines == 0;
    }
    if (filters->show) {
        select_lines(pool, location, filters->show, true);
        mark->hidden |= location->n_lines == 0;
        matches->show |= location->n_lines > 0;
    }
}

/* Removes the lines that called the outermost match. Returns whether there is one. */
static bool mark_start(struct ci_location *location, const struct ci_pattern *show_from)
{
    if (match_mapping(location, show_from))
        return true;
    for (size_t i = location->n_lines; i-- > 0;)
        if (match_line(&location->lines[i], show_from)) {
            location->n_lines = i + 1;
            return true;
        }
    return false;
}

static void hide_locations(struct ci_pool *pool, struct ci_sample *sample,
                           const struct marks *marks)
{
    size_t i = 0;
    while (i < sample->n_locations && !marks[sample->locations[i]].hidden)
        i++;
    if (i == sample->n_locations)
        return;
    uint32_t *kept = ci_pool_alloc(pool, sample->n_locations, sizeof *kept);
    size_t count = 0;
    for (i = 0; i < sample->n_locations; i++)
        if (!marks[sample->locations[i]].hidden)
            kept[count++] = sample->locations[i];
    sample->locations = kept;
    sample->n_locations = count;
}

/* One ignored frame drops a sample, however many of its frames are in focus. */
static bool is_focused(const struct ci_sample *sample, const struct marks *marks)
{
    bool focused = false;
    for (size_t i = 0; i < sample->n_locations; i++) {
        if (marks[sample->locations[i]].ignored)
            return false;
        focused |= marks[sample->locations[i]].focused;
    }
    return focused;
}

/* Drops the callers of the outermost marked location. Returns whether there is one. */
static bool cut_callers(struct ci_sample *sample, const struct marks *marks)
{
    while (sample->n_locations && !marks[sample->locations[sample->n_locations - 1]].start)
        sample->n_locations--;
    return sample->n_locations > 0;
}

static void filter_samples(struct ci_profile *profile, const struct filters *filters,
                           const struct marks *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        if (!is_focused(sample, marks))
            continue;
        hide_locations(&profile->pool, sample, marks);
        if (sample->n_locations && (!filters->show_from || cut_callers(sample, marks)))
            profile->samples[count++] = *sample;
    }
    profile->n_samples = count;
}

static void filter_tags(struct ci_profile *profile, const struct filters *filters,
                        struct matches *matches)
{
    size_t count = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        bool focused = !filters->tag_focus || ci_tags_match(filters->tag_focus, sample);
        bool ignored = filters->tag_ignore && ci_tags_match(filters->tag_ignore, sample);
        matches->tag_focus |= focused;
        matches->tag_ignore |= ignored;
        if (focused && !ignored)
            profile->samples[count++] = *sample;
    }
    profile->n_samples = count;
}

static void warn(const char *flag, const char *text, bool matched)
{
    if (*text && !matched)
        fprintf(stderr, "cinstr: -%s matches nothing in this profile\n", flag);
}

static void run_filters(struct ci_profile *profile, const struct filters *filters,
                        struct matches *matches)
{
    struct marks *marks = ci_pool_alloc(&profile->pool, profile->n_locations, sizeof *marks);
    for (size_t i = 0; i < profile->n_locations; i++)
        mark_location(&profile->pool, &profile->locations[i], filters, &marks[i], matches);
    /* show_from applies to what hide and show have left. */
    for (size_t i = 0; filters->show_from && i < profile->n_locations; i++) {
        marks[i].start = mark_start(&profile->locations[i], filters->show_from);
        matches->show_from |= marks[i].start;
    }
    filter_samples(profile, filters, marks);
    filter_tags(profile, filters, matches);
}

static int create(struct ci_pattern **pattern, const char *flag, const char *text,
                  struct ci_error *error)
{
    *pattern = *text ? ci_pattern_create(flag, text, error) : NULL;
    return *text && !*pattern ? -1 : 0;
}

static int create_tags(struct ci_tags **tags, const struct ci_profile *profile, const char *flag,
                       const char *text, struct ci_error *error)
{
    *tags = *text ? ci_tags_create(profile, flag, text, error) : NULL;
    return *text && !*tags ? -1 : 0;
}

int ci_filter_apply(struct ci_profile *profile, const struct ci_filters *texts,
                    struct ci_error *error)
{
    struct filters filters = {0};
    int status = -1;
    if (create(&filters.focus, "-focus", texts->focus, error) == 0 &&
        create(&filters.ignore, "-ignore", texts->ignore, error) == 0 &&
        create(&filters.hide, "-hide", texts->hide, error) == 0 &&
        create(&filters.show, "-show", texts->show, error) == 0 &&
        create(&filters.show_from, "-show_from", texts->show_from, error) == 0 &&
        create_tags(&filters.tag_focus, profile, "-tagfocus", texts->tag_focus, error) == 0 &&
        create_tags(&filters.tag_ignore, profile, "-tagignore", texts->tag_ignore, error) == 0) {
        struct matches matches = {0};
        run_filters(profile, &filters, &matches);
        warn("focus", texts->focus, matches.focus);
        warn("ignore", texts->ignore, matches.ignore);
        warn("hide", texts->hide, matches.hide);
        warn("show", texts->show, matches.show);
        warn("show_from", texts->show_from, matches.show_from);
        warn("tagfocus", texts->tag_focus, matches.tag_focus);
        warn("tagignore", texts->tag_ignore, matches.tag_ignore);
        status = 0;
    }
    ci_pattern_destroy(&filters.focus);
    ci_pattern_destroy(&filters.ignore);
    ci_pattern_destroy(&filters.hide);
    ci_pattern_destroy(&filters.show);
    ci_pattern_destroy(&filters.show_from);
    ci_tags_destroy(&filters.tag_focus);
    ci_tags_destroy(&filters.tag_ignore);
    return status;
}

static void drop_names(struct ci_profile *profile, bool names, bool files)
{
    for (size_t i = 0; i < profile->n_functions; i++) {
        struct ci_function *function = &profile->functions[i];
        if (names)
            function->name = function->system_name = "";
        if (files)
            function->file = "";
    }
}

static void drop_detail(struct ci_location *location, bool lines, bool addresses, bool inlines)
{
    if (inlines && location->n_lines > 1) {
        location->lines += location->n_lines - 1;
        location->n_lines = 1;
    }
    for (size_t i = 0; lines && i < location->n_lines; i++)
        location->lines[i].line = location->lines[i].column = 0;
    if (addresses)
        location->address = 0;
}

void ci_filter_aggregate(struct ci_profile *profile, enum ci_granularity granularity,
                         bool no_inlines)
{
    bool lines = granularity == CI_BY_LINE || granularity == CI_BY_ADDRESS;
    bool files = lines || granularity == CI_BY_FILE || granularity == CI_BY_FILE_FUNCTION;
    drop_names(profile, granularity == CI_BY_FILE, !files);
    for (size_t i = 0; i < profile->n_locations; i++)
        drop_detail(&profile->locations[i], !lines, granularity != CI_BY_ADDRESS, no_inlines);
}

void ci_filter_trim_files(struct ci_profile *profile, const char *trim, const char *search)
{
    for (size_t i = 0; i < profile->n_functions; i++) {
        struct ci_function *function = &profile->functions[i];
        if (*function->file)
            function->file = ci_filepath_trim(&profile->pool, function->file, trim, search);
    }
}

/* ---- equal samples ---- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_labels(const struct ci_label *a, const struct ci_label *b)
{
    int order = strcmp(a->key, b->key);
    if (!order)
        order = strcmp(a->text ? a->text : "", b->text ? b->text : "");
    if (!order)
        order = compare_numbers((uint64_t)a->number, (uint64_t)b->number);
    return order ? order : strcmp(a->unit, b->unit);
}

static int compare_samples(const void *left, const void *right)
{
    const struct ci_sample *a = left, *b = right;
    int order = compare_numbers(a->n_locations, b->n_locations);
    if (!order && a->n_locations)
        order = memcmp(a->locations, b->locations, a->n_locations * sizeof *a->locations);
    if (!order)
        order = compare_numbers(a->n_labels, b->n_labels);
    for (size_t i = 0; !order && i < a->n_labels; i++)
        order = compare_labels(&a->labels[i], &b->labels[i]);
    return order;
}

static bool has_negative(const struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_samples; i++)
        for (size_t j = 0; j < profile->n_types; j++)
            if (profile->samples[i].values[j] < 0)
                return true;
    return false;
}

void ci_filter_merge(struct ci_profile *profile)
{
    if (!has_negative(profile))
        return;
    qsort(profile->samples, profile->n_samples, sizeof *profile->samples, compare_samples);
    size_t count = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        struct ci_sample *last = count ? &profile->samples[count - 1] : NULL;
        if (!last || compare_samples(last, sample) != 0) {
            profile->samples[count++] = *sample;
            continue;
        }
        for (size_t j = 0; j < profile->n_types; j++)
            last->values[j] = ci_measure_add(last->values[j], sample->values[j]);
    }
    profile->n_samples = count;
}
