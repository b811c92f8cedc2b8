/* SPDX-License-Identifier: MIT */
/* pages.c - see pages.h. */
#include "live/pages.h"
#include "base/pool.h"
#include "live/difference.h"
#include "profile/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct ci_page pages[] = {
    {"profile", "prof", NULL, NULL, NULL, 30,
     "what the next 30 seconds count and take, or ?seconds="},
    {"heap", "heap", "inuse_space", NULL, NULL, 0, "allocations, and blocks in use"},
    {"allocs", "heap", "alloc_space", NULL, NULL, 0, "allocations since the start"},
    {"block", "block", NULL, "contentions", "count", 0, "where threads waited for each other"},
    {"mutex", NULL, NULL, "contentions", "count", 0, "empty: 'block' tells locks and who waited"},
    {"threadcreate", NULL, NULL, "threadcreate", "count", 0,
     "empty: where threads begin is not recorded"},
    {"goroutine", NULL, NULL, "goroutine", "count", 0, "empty: C has none"},
};

enum { PAGES = sizeof pages / sizeof *pages };

const struct ci_page *ci_page_find(const char *name)
{
    for (size_t i = 0; i < PAGES; i++)
        if (!strcmp(pages[i].name, name))
            return &pages[i];
    return NULL;
}

/* A valid profile with nothing in it, for engines that ask for all that Go has. */
static struct ci_bytes empty_profile(const struct ci_page *page)
{
    struct ci_value_type types[] = {{page->type, page->unit}};
    const char *comments[] = {page->what};
    struct ci_mapping none = {.file = "", .build_id = ""};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct ci_profile profile = {
        .types = types,
        .n_types = 1,
        .default_type = "",
        .mappings = &none,
        .comments = comments,
        .n_comments = 1,
        .drop_frames = "",
        .keep_frames = "",
        .doc_url = "",
        .period_type = {"", ""},
        .time_nanos = now.tv_sec * INT64_C(1000000000) + now.tv_nsec,
    };
    return ci_profile_encode(&profile);
}

/* Has readers show another type first. */
static int set_default_type(struct ci_bytes *bytes, const char *type, struct ci_error *error)
{
    struct ci_profile *profile = ci_profile_decode(bytes->data, bytes->size, error);
    free(bytes->data);
    *bytes = (struct ci_bytes){NULL, 0};
    if (!profile)
        return -1;
    for (size_t i = 0; i < profile->n_types; i++)
        if (!strcmp(profile->types[i].type, type))
            profile->default_type = type;
    *bytes = ci_profile_encode(profile);
    ci_profile_destroy(&profile);
    return 0;
}

int ci_page_bytes(const struct ci_page *page, pid_t process, long seconds, struct ci_bytes *out,
                  struct ci_error *error)
{
    if (page->kind && ci_live_bytes(process, page->kind, seconds, out, error) && !page->type)
        return -1;
    if (!page->kind || !out->data) { /* what there is none of yet is empty */
        *out = empty_profile(page);
        return 0;
    }
    return page->default_type ? set_default_type(out, page->default_type, error) : 0;
}

static void print_sample(FILE *text, const struct ci_profile *profile,
                         const struct ci_sample *sample)
{
    for (size_t i = 0; i < profile->n_types; i++)
        fprintf(text, "%" PRId64 " ", sample->values[i]);
    fputs("@", text);
    for (size_t i = 0; i < sample->n_locations; i++) {
        const struct ci_location *location = &profile->locations[sample->locations[i]];
        for (size_t j = 0; j < location->n_lines; j++)
            fprintf(text, " %s:%" PRId64, location->lines[j].function->name,
                    location->lines[j].line);
    }
    fputs("\n", text);
}

int ci_page_text(const struct ci_page *page, const struct ci_bytes *bytes, struct ci_bytes *out,
                 struct ci_error *error)
{
    struct ci_profile *profile = ci_profile_decode(bytes->data, bytes->size, error);
    if (!profile)
        return -1;
    FILE *text = open_memstream((char **)&out->data, &out->size);
    if (!text)
        ci_pool_exhausted();
    fprintf(text, "%s profile: total %zu\n#", page->name, profile->n_samples);
    for (size_t i = 0; i < profile->n_types; i++)
        fprintf(text, " %s/%s", profile->types[i].type, profile->types[i].unit);
    fputs(" @ stack, innermost first\n", text);
    for (size_t i = 0; i < profile->n_comments; i++)
        fprintf(text, "# %s\n", profile->comments[i]);
    for (size_t i = 0; i < profile->n_samples; i++)
        print_sample(text, profile, &profile->samples[i]);
    fclose(text);
    ci_profile_destroy(&profile);
    return 0;
}

struct ci_bytes ci_page_index(pid_t process)
{
    struct ci_bytes out;
    FILE *html = open_memstream((char **)&out.data, &out.size);
    if (!html)
        ci_pool_exhausted();
    fprintf(html,
            "<!DOCTYPE html>\n<html><head><title>/debug/pprof/</title></head>\n"
            "<body><p>Profiles of process %d, by cinstr</p>\n<table>\n",
            (int)process);
    for (size_t i = 0; i < PAGES; i++)
        fprintf(html, "<tr><td><a href=\"/debug/pprof/%s?debug=1%s\">%s</a></td><td>%s</td></tr>\n",
                pages[i].name, pages[i].seconds ? "&amp;seconds=1" : "", pages[i].name,
                pages[i].what);
    fputs("<tr><td><a href=\"/debug/pprof/cmdline\">cmdline</a></td>"
          "<td>the command line</td></tr>\n</table></body></html>\n",
          html);
    fclose(html);
    return out;
}

struct ci_bytes ci_page_command_line(pid_t process)
{
    struct ci_bytes out;
    struct ci_error error;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)process);
    if (ci_input_read(path, &out, &error))
        out = (struct ci_bytes){NULL, 0};
    return out;
}
