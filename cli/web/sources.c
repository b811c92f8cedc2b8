/* SPDX-License-Identifier: MIT */
/* sources.c - which lines of which files, and whether they are still those of the program. */
#include "web/sources.h"
#include "common/json.h"
#include "report/source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BEFORE = 2,  /* lines shown above a function */
    AFTER = 5,   /* below its last line with a value, where its end is not found */
    REACH = 200, /* how far its closing brace is looked for */
    JOIN = 4,    /* a gap of fewer lines is shown, too */
};

/* Lines of a file, both ends included. */
struct range {
    uint32_t file, function;
    int64_t first, last;
};

static int compare_ranges(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->last > b->last) - (a->last < b->last);
}

static int compare_functions(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->function > b->function) - (a->function < b->function);
}

static int64_t find_end(struct ci_source *source, const char *path, int64_t last)
{
    for (int64_t line = last; line <= last + REACH; line++) {
        const struct ci_text *text = ci_source_line(source, path, line);
        if (!text)
            return line - 1;
        if (text->length && text->bytes[0] == '}')
            return line;
    }
    return last + AFTER;
}

/* A range for each function and file, sorted by the file; their number goes to COUNT. */
static struct range *find_functions(struct ci_pool *pool, const struct ci_sums *sums, size_t *count)
{
    struct range *ranges = ci_pool_alloc(pool, sums->n_lines, sizeof *ranges);
    size_t n = 0;
    for (size_t i = 0; i < sums->n_lines; i++) {
        const struct ci_line_key *key = &sums->line_keys[i];
        int64_t start =
            key->start_line > 0 && key->start_line < key->line ? key->start_line : key->line;
        if (key->file && key->line > 0 && key->line <= INT32_MAX) /* no file has more */
            ranges[n++] = (struct range){key->file, key->function, start, key->line};
    }
    if (n)
        qsort(ranges, n, sizeof *ranges, compare_functions);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        struct range *last = *count ? &ranges[*count - 1] : NULL;
        if (!last || compare_functions(last, &ranges[i]) != 0) {
            ranges[(*count)++] = ranges[i];
            continue;
        }
        last->first = ranges[i].first < last->first ? ranges[i].first : last->first;
        last->last = ranges[i].last > last->last ? ranges[i].last : last->last;
    }
    return ranges;
}

static void write_part(FILE *out, struct ci_source *source, const char *path, struct range range)
{
    fprintf(out, "[%" PRId64 ",[", range.first);
    for (int64_t line = range.first; line <= range.last; line++) {
        const struct ci_text *text = ci_source_line(source, path, line);
        if (!text)
            break;
        if (line > range.first)
            fputc(',', out);
        ci_json_string(out, text->bytes, text->length, CI_JSON_PLAIN);
    }
    fputs("]]", out);
}

/* The COUNT ranges of one file, where some may overlap, in the order of the lines. */
static void write_parts(FILE *out, struct ci_source *source, const char *path, struct range *ranges,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ranges[i].first = ranges[i].first > BEFORE ? ranges[i].first - BEFORE : 1;
        ranges[i].last = find_end(source, path, ranges[i].last);
    }
    qsort(ranges, count, sizeof *ranges, compare_ranges);
    bool first = true;
    for (size_t i = 0; i < count;) {
        struct range part = ranges[i++];
        for (; i < count && ranges[i].first <= part.last + JOIN; i++)
            part.last = ranges[i].last > part.last ? ranges[i].last : part.last;
        if (!ci_source_line(source, path, part.first))
            continue; /* the file is shorter than it was */
        if (!first)
            fputc(',', out);
        first = false;
        write_part(out, source, path, part);
    }
}

/* When the program was built, or at least when it ran; 0: not known. In seconds since 1970. */
static int64_t find_build_time(const struct ci_profile *profile)
{
    struct stat status;
    if (profile->n_mappings && stat(profile->mappings[0].file, &status) == 0)
        return status.st_mtime;
    return profile->time_nanos / 1000000000;
}

static void write_file(FILE *out, struct ci_source *source, const char *path, int64_t built,
                       struct range *ranges, size_t count)
{
    fputs("{\"path\":", out);
    ci_json_text(out, path);
    fputs(",\"parts\":[", out);
    if (count)
        write_parts(out, source, path, ranges, count);
    fputs("],\"error\":", out);
    const char *error = count ? ci_source_error(source, path) : NULL;
    ci_json_text(out, error ? error : "");
    int64_t changed = count ? ci_source_time(source, path) : 0;
    fputs(",\"note\":", out);
    ci_json_text(out, built && changed > built ? "This file was changed after the program was "
                                                 "built: lines may have moved."
                                               : "");
    fputc('}', out);
}

void ci_sources_write(FILE *out, const struct ci_tree *tree, const struct ci_sums *sums,
                      const struct ci_profile *profile, const struct ci_content_options *options)
{
    struct ci_pool pool = {0};
    struct ci_source source;
    size_t count = 0, next = 0;
    ci_source_init(&source, options->source_path, options->trim_path);
    struct range *ranges = options->sources ? find_functions(&pool, sums, &count) : NULL;
    int64_t built = find_build_time(profile);
    fputc('[', out);
    for (size_t i = 0; i < tree->n_files; i++) {
        size_t first = next;
        while (next < count && ranges[next].file == i)
            next++;
        if (i)
            fputc(',', out);
        write_file(out, &source, tree->files[i], built, ranges + first, next - first);
    }
    fputc(']', out);
    ci_source_deinit(&source);
    ci_pool_deinit(&pool);
}
