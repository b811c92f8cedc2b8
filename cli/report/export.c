/* SPDX-License-Identifier: MIT */
/* export.c - 'cinstr export': a profile in other programs' formats. */
#include "report/export.h"
#include "base/flags.h"
#include "base/outfile.h"
#include "base/status.h"
#include "commands.h"
#include "profile/tally.h"
#include "profile/write.h"

#include <stdlib.h>
#include <string.h>

/* Where a location's lines are in the new table. */
struct span {
    uint32_t start, count;
};

/* Makes the table of locations with one line each; a location without lines stays as it is. */
static struct span *split_locations(struct ci_profile *profile)
{
    struct ci_pool *pool = &profile->pool;
    size_t total = 0, count = 0;
    for (size_t i = 0; i < profile->n_locations; i++)
        total += profile->locations[i].n_lines ? profile->locations[i].n_lines : 1;
    struct span *spans = ci_pool_alloc(pool, profile->n_locations, sizeof *spans);
    struct ci_location *split = ci_pool_alloc(pool, total, sizeof *split);
    for (size_t i = 0; i < profile->n_locations; i++) {
        const struct ci_location *old = &profile->locations[i];
        spans[i].start = (uint32_t)count;
        do {
            split[count] = *old;
            if (old->n_lines) {
                split[count].lines = &old->lines[count - spans[i].start];
                split[count].n_lines = 1;
            }
            count++;
        } while (count - spans[i].start < old->n_lines);
        spans[i].count = (uint32_t)(count - spans[i].start);
    }
    profile->locations = split;
    profile->n_locations = total;
    return spans;
}

static void split_sample(struct ci_pool *pool, const struct span *spans, struct ci_sample *sample)
{
    size_t total = 0, count = 0;
    for (size_t i = 0; i < sample->n_locations; i++)
        total += spans[sample->locations[i]].count;
    uint32_t *split = ci_pool_alloc(pool, total, sizeof *split);
    for (size_t i = 0; i < sample->n_locations; i++)
        for (uint32_t j = 0; j < spans[sample->locations[i]].count; j++)
            split[count++] = spans[sample->locations[i]].start + j;
    sample->locations = split;
    sample->n_locations = total;
}

/*
 * Changes the profile so that the simplest readers of pprof's format show it right: the sample type
 * at VALUE is the only one, and each inlined call is a location of its own.
 */
static void simplify(struct ci_profile *profile, size_t value)
{
    const struct span *spans = split_locations(profile);
    size_t kept = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        split_sample(&profile->pool, spans, sample);
        sample->values[0] = sample->values[value];
        if (sample->values[0])
            profile->samples[kept++] = *sample;
    }
    profile->n_samples = kept;
    profile->types[0] = profile->types[value];
    profile->n_types = 1;
    profile->default_type = profile->types[0].type;
}

/* The command line. */
struct request {
    const char *format, *sample_index, *out; /* each NULL where it was not given */
};

#define AT(field) offsetof(struct request, field)

static const struct ci_flag table[] = {
    {"format", "NAME", "callgrind, chrome, folded, pprof or speedscope", ci_flag_text, AT(format),
     0, 0},
    {"sample_index", "NAME",
     "the sample type: of callgrind and speedscope the first, else the only one", ci_flag_text,
     AT(sample_index), 0, 0},
    {"o", "OUT", "the file to write instead of standard output", ci_flag_text, AT(out), 0, 0},
    {0},
};

#undef AT

static const char notes[] =
    "callgrind   for KCachegrind and callgrind_annotate, with the numbers of calls (1: not known)\n"
    "chrome      trace events for Perfetto and chrome://tracing: contexts next to each other, "
    "each\n"
    "            as long as its value; a thread for each sample type\n"
    "folded      a line 'root;...;leaf VALUE' for each stack, for flame graphs\n"
    "pprof       one sample type and no inlined frames but calls, for the simplest readers\n"
    "speedscope  for speedscope.app: all sample types\n\n"
    "OUT is written whole or not at all.\n";

/*
 * Writes the stacks to OUT as 'cinstr folded' does. Returns that command's exit status, after its
 * error.
 */
static int write_folded(const char *path, const char *sample_index, FILE *out)
{
    char *arguments[] = {"folded", "-sample_index", (char *)(sample_index ? sample_index : ""),
                         "--",     (char *)path,    NULL};
    FILE *saved = stdout;
    stdout = out; /* a variable in glibc; the reports print to what it names */
    int status = ci_folded_run(5, arguments);
    stdout = saved;
    return status;
}

static int write_format(struct ci_profile *profile, const char *format, size_t type, FILE *out,
                        struct ci_error *error)
{
    if (strcmp(format, "callgrind") == 0)
        return ci_export_callgrind(profile, type, out, error);
    if (strcmp(format, "speedscope") == 0)
        return ci_export_speedscope(profile, type, out, error);
    if (strcmp(format, "chrome") == 0)
        return ci_export_chrome(profile, out, error);
    simplify(profile, type);
    struct ci_bytes bytes = ci_profile_encode(profile);
    fwrite(bytes.data, 1, bytes.size, out);
    free(bytes.data);
    return 0;
}

/* Writes OUT in the format asked for. Returns 0, or an exit status after printing an error. */
static int convert(const char *path, const char *format, const char *sample_index, FILE *out)
{
    struct ci_error error;
    int status;
    size_t type;
    struct ci_profile *profile = ci_tally_load(path, &error, &status);
    if (!profile) {
        ci_error_print(path, &error);
        return status;
    }
    status = 0;
    if (ci_profile_find_type(profile, sample_index, &type, &error))
        status = ci_error_print(path, &error);
    else if (strcmp(format, "folded") == 0)
        status = write_folded(path, sample_index, out);
    else if (write_format(profile, format, type, out, &error))
        status = ci_error_print(path, &error);
    ci_profile_destroy(&profile);
    return status;
}

static int export_file(const char *path, const char *format, const char *sample_index,
                       const char *out_path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        ci_pool_exhausted();
    int status = convert(path, format, sample_index, out);
    if (fclose(out))
        ci_pool_exhausted();
    if (status == 0)
        status = ci_outfile_deliver(out_path, text, size);
    free(text);
    return status;
}

int ci_export_check(const struct ci_profile *profile, const char *whose, struct ci_error *error)
{
    for (size_t i = 0; i < profile->n_samples; i++)
        for (size_t j = 0; j < profile->n_types; j++)
            if (profile->samples[i].values[j] < 0)
                return ci_error_set(error,
                                    "a value is negative, which %s format does not have; "
                                    "export the profiles of a difference each",
                                    whose);
    return 0;
}

static bool is_format(const char *format)
{
    static const char *const formats[] = {"callgrind", "chrome", "folded", "pprof", "speedscope"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(format, formats[i]) == 0)
            return true;
    return false;
}

int ci_export_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "--format NAME FILE",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_READS};
    struct request request = {0};
    int status;
    if (!ci_flags_read(&flags, argv, &request, &status))
        return status;
    if (!request.format || !is_format(request.format))
        return ci_flags_refuse(&flags,
                               "give --format callgrind, chrome, folded, pprof or speedscope");
    if (!flags.next[0] || flags.next[1])
        return ci_flags_refuse(&flags, "one profile is to be given");
    return export_file(flags.next[0], request.format, request.sample_index, request.out);
}
