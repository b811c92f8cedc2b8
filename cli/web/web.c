/* SPDX-License-Identifier: MIT */
/* web.c - 'cinstr web': profiles as one page, in a file or in the browser. */
#include "base/flags.h"
#include "base/outfile.h"
#include "base/status.h"
#include "commands.h"
#include "profile/filter.h"
#include "report/newest.h"
#include "report/report.h"
#include "web/content.h"
#include "web/page.h"
#include "web/serve.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CONTEXTS = 200000, MOST_BASES = 64 };

struct bases {
    const char *files[MOST_BASES];
    size_t count;
};

struct web {
    struct ci_content_options content;
    const char *out, *sample_index; /* NULL: none */
    bool no_source, no_browser;
    struct bases bases;
    char **files;
    size_t n_files;
    struct ci_report *reports; /* of the files, then of the bases; without a profile: none */
    struct ci_options *options;
};

static const char *read_base(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    struct bases *bases = field;
    if (bases->count == MOST_BASES)
        return "--base can be given 64 times";
    bases->files[bases->count++] = value;
    return NULL;
}

static const char *read_contexts(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    *(size_t *)field = (size_t)number;
    bool is_number = *value >= '0' && *value <= '9' && !*end && !errno;
    return is_number && number <= UINT32_MAX / 4 ? NULL : "--contexts is a number, 0 for all";
}

#define AT(field) offsetof(struct web, field)

static const struct ci_flag table[] = {
    {"o", "FILE", "the page to write, - for standard output; without it the page is served",
     ci_flag_text, AT(out), 0, 0},
    {"base", "BASE", "show the difference to this profile; again for the next PROFILE", read_base,
     AT(bases), 0, 0},
    {"sample_index", "NAME", "the sample type to show first", ci_flag_text, AT(sample_index), 0, 0},
    {"source-path", "DIRS", "directories with sources, separated by ':'", ci_flag_text,
     AT(content.source_path), 0, 0},
    {"trim-path", "PREFIXES", "prefixes to cut off source paths, separated by ':'", ci_flag_text,
     AT(content.trim_path), 0, 0},
    {"no-source", NULL, "put no lines of sources into the page", ci_flag_set, AT(no_source), 0, 0},
    {"contexts", "N", "the most calling contexts to draw (200000); 0: all", read_contexts,
     AT(content.contexts), 0, 0},
    {"no-browser", NULL, "only print the address that the page is served at", ci_flag_set,
     AT(no_browser), 0, 0},
    {0},
};

#undef AT

static const char notes[] =
    "The page needs no network and no other file: it can be mailed, or kept by CI. It holds the\n"
    "lines of the functions with values, as far as the sources can be read.\n"
    "Several profiles become tabs; without one the newest *.prof.pb.gz of this directory is "
    "taken.\n"
    "Sample types are compared with those of the same name.\n"
    "FILE is written whole or not at all.\n";

static int load(struct web *web, size_t number, const char *file)
{
    struct ci_options *options = &web->options[number];
    ci_options_init(options, CI_BY_LINE_ALWAYS);
    options->file = file;
    options->is_base = number >= web->n_files;
    if (web->sample_index)
        options->sample_index = web->sample_index;
    return ci_report_init(&web->reports[number], options);
}

static bool have_type_in_common(const struct ci_profile *a, const struct ci_profile *b)
{
    for (size_t i = 0; i < a->n_types; i++)
        for (size_t j = 0; j < b->n_types; j++)
            if (strcmp(a->types[i].type, b->types[j].type) == 0 &&
                strcmp(a->types[i].unit, b->types[j].unit) == 0)
                return true;
    return false;
}

static int load_all(struct web *web)
{
    struct ci_error error;
    int status = 0;
    for (size_t i = 0; i < web->n_files && !status; i++)
        status = load(web, i, web->files[i]);
    for (size_t i = 0; i < web->bases.count && !status; i++) {
        status = load(web, web->n_files + i, web->bases.files[i]);
        if (status ||
            have_type_in_common(web->reports[i].profile, web->reports[web->n_files + i].profile))
            continue;
        ci_error_set(&error,
                     "has no sample type in common with %s; give a profile of the same kind",
                     web->files[i]);
        ci_error_print(web->bases.files[i], &error);
        status = EXIT_UNLIKE;
    }
    return status;
}

/* The tabs of the page, as JSON. */
static struct ci_bytes write_content(const struct web *web)
{
    char *json = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    struct ci_content *tabs = calloc(web->n_files, sizeof *tabs);
    if (!out || !tabs)
        ci_pool_exhausted();
    for (size_t i = 0; i < web->n_files; i++) {
        const struct ci_report *report = &web->reports[i];
        ci_filter_trim_files(report->profile, web->content.trim_path, web->content.source_path);
        tabs[i] = (struct ci_content){
            .profile = report->profile, .file = web->files[i], .type = report->value};
        if (i >= web->bases.count)
            continue;
        tabs[i].base = web->reports[web->n_files + i].profile;
        tabs[i].base_file = web->bases.files[i];
        ci_filter_trim_files(web->reports[web->n_files + i].profile, web->content.trim_path,
                             web->content.source_path);
    }
    ci_content_write(out, tabs, web->n_files, &web->content);
    if (fclose(out))
        ci_pool_exhausted();
    free(tabs);
    return (struct ci_bytes){(unsigned char *)json, size};
}

static int make_page(struct web *web)
{
    size_t count = web->n_files + web->bases.count;
    web->reports = calloc(count, sizeof *web->reports);
    web->options = calloc(count, sizeof *web->options);
    if (!web->reports || !web->options)
        ci_pool_exhausted();
    int status = load_all(web);
    if (status == 0) {
        struct ci_bytes json = write_content(web);
        struct ci_bytes page = ci_page_make(json.data, json.size);
        free(json.data);
        status = web->out ? ci_outfile_deliver(strcmp(web->out, "-") ? web->out : NULL, page.data,
                                               page.size)
                          : ci_serve_page(page.data, page.size, !web->no_browser);
        free(page.data);
    }
    for (size_t i = 0; i < count; i++)
        ci_profile_destroy(&web->reports[i].profile);
    free(web->reports);
    free(web->options);
    return status;
}

int ci_web_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "[PROFILE...]",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_READS | CI_STATUS(UNLIKE)};
    struct web web = {
        .content = {.source_path = "", .trim_path = "", .contexts = DEFAULT_CONTEXTS}};
    int status;
    if (!ci_flags_read(&flags, argv, &web, &status))
        return status;
    web.content.sources = !web.no_source;
    web.files = flags.next;
    while (web.files[web.n_files])
        web.n_files++;
    char newest[NAME_MAX + 1], *found[] = {newest, NULL};
    if (web.n_files == 0 && ci_newest_find(".prof.pb.gz", newest)) {
        ci_error_note("the newest profile here: %s", newest);
        web.files = found;
        web.n_files = 1;
    }
    if (web.n_files == 0)
        return ci_flags_refuse(&flags, "no profile given, and no *.prof.pb.gz here");
    if (web.bases.count > web.n_files)
        return ci_flags_refuse(&flags, "there are more bases than profiles");
    return make_page(&web);
}
