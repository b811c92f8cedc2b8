/* SPDX-License-Identifier: MIT */
/*
 * roofline.c - 'cinstr roofline': operations by byte of functions, against what the machine can do.
 *
 * Both axes are logarithmic. The roof over an intensity x is min(peak flops, x * bandwidth). Points
 * are functions as they were compiled, inlined ones within them, for that is what mode=time
 * measures. Their operations and bytes are exact, their time is measured in another run; functions
 * whose numbers of calls differ there did something else, and are left out.
 */
#include "base/filepath.h"
#include "base/map.h"
#include "base/outfile.h"
#include "base/status.h"
#include "commands.h"
#include "picture/peak.h"
#include "picture/svg.h"
#include "picture/xml.h"
#include "report/mix.h"
#include "tree/name.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 960, LEFT = 76, RIGHT = 24, TOP = 76, PLOT = 440, NOTE = 17, LABELS = 12 };
enum { SMALL = 16 << 10, LARGE = 128 << 20 }; /* working sets of the kernels */
#define SHORTEST 0.001                        /* part of the time; shorter functions are left out */

/* A roof's part; those of one kind stand with the greatest first. */
struct roof {
    double value; /* flops/s or bytes/s */
    const char *what;
};

struct roofs {
    struct roof flops[2], bandwidth[2];
    size_t n_flops, n_bandwidth;
    bool measured;
};

/* A function in the picture. */
struct point {
    const struct ci_mix_row *row;
    double intensity; /* greater than 0 */
    double rate;      /* flops/s; 0: not known */
    double weight;    /* part of the time, without it of the operations */
};

/* Why functions are not in the picture. */
struct left_out {
    size_t idle, bytes, untimed, calls, small;
};

struct picture {
    FILE *out;
    struct ci_pool pool;
    const struct ci_report *report;
    const char *time_file; /* "": none */
    const char *clock;     /* the sample type of the times */
    struct roofs roofs;
    struct point *points; /* the heaviest first */
    size_t count, uncertain;
    struct left_out left_out;
    double x[2], y[2]; /* decimal logarithms of the axes' ends */
};

/* ---- the roofs ---- */

/* "38.4G", with B at the end at will. Returns 0, or -1 with the error set. */
static int read_peak(const char *flag, const char *text, double *value, struct ci_error *error)
{
    static const char prefixes[] = "kMGTP";
    char *end;
    *value = strtod(text, &end);
    const char *prefix = *end ? strchr(prefixes, *end) : NULL;
    if (prefix) {
        *value *= pow(1000, (double)(prefix - prefixes + 1));
        end++;
    }
    end += *end == 'B';
    if (end == text || *end || !isfinite(*value) || *value <= 0)
        return ci_error_set(error, "-%s=%s: give a number a second, such as 38.4G", flag, text);
    return 0;
}

static void add_roof(struct roof *roofs, size_t *count, double value, const char *what)
{
    if (value <= 0)
        return;
    roofs[*count] = (struct roof){value, what};
    if (*count && roofs[0].value < value) {
        roofs[1] = roofs[0];
        roofs[0] = (struct roof){value, what};
    }
    ++*count;
}

static int find_roofs(struct roofs *roofs, const struct ci_options *options, struct ci_error *error)
{
    double flops = 0, bandwidth = 0;
    if ((*options->peak_flops && read_peak("peak-flops", options->peak_flops, &flops, error)) ||
        (*options->peak_bandwidth &&
         read_peak("peak-bandwidth", options->peak_bandwidth, &bandwidth, error)))
        return -1;
    add_roof(roofs->flops, &roofs->n_flops, flops, "given");
    add_roof(roofs->bandwidth, &roofs->n_bandwidth, bandwidth, "given");
    roofs->measured = !roofs->n_flops || !roofs->n_bandwidth;
    if (!roofs->n_flops) {
        add_roof(roofs->flops, &roofs->n_flops, ci_peak_flops(CI_SINGLE), "float, measured here");
        add_roof(roofs->flops, &roofs->n_flops, ci_peak_flops(CI_DOUBLE), "double, measured here");
    }
    if (!roofs->n_bandwidth) {
        add_roof(roofs->bandwidth, &roofs->n_bandwidth, ci_peak_bandwidth(SMALL),
                 "16 KiB (cache), measured here");
        add_roof(roofs->bandwidth, &roofs->n_bandwidth, ci_peak_bandwidth(LARGE),
                 "128 MiB (memory), measured here");
    }
    return 0;
}

/* What a function of this intensity can reach at most. */
static double roof_over(const struct roofs *roofs, double intensity)
{
    return fmin(roofs->flops[0].value, intensity * roofs->bandwidth[0].value);
}

/* "38.4 G" */
static void format(double value, char text[32])
{
    static const char prefixes[][3] = {"", "k", "M", "G", "T", "P"};
    size_t i = 0;
    while (value >= 999.5 && i + 1 < sizeof prefixes / sizeof *prefixes) {
        value /= 1000;
        i++;
    }
    snprintf(text, 32, "%.3g %s", value, prefixes[i]);
}

static void tell_measured(const struct roofs *roofs, const struct ci_options *options)
{
    char text[32];
    for (size_t i = 0; i < roofs->n_flops && !*options->peak_flops; i++) {
        format(roofs->flops[i].value, text);
        fprintf(stderr, "cinstr: peak %sflop/s: %s\n", text, roofs->flops[i].what);
    }
    for (size_t i = 0; i < roofs->n_bandwidth && !*options->peak_bandwidth; i++) {
        format(roofs->bandwidth[i].value, text);
        fprintf(stderr, "cinstr: peak %sB/s: %s\n", text, roofs->bandwidth[i].what);
    }
}

/* ---- the points ---- */

/* What the profile in mode=time says of functions. */
struct times {
    struct ci_mix mix;
    struct ci_bytemap names; /* of its rows */
    enum cinstr_call_measure clock;
    double total;
};

static void index_times(struct times *times)
{
    for (size_t i = 0; i < times->mix.count; i++) {
        const struct ci_mix_row *row = &times->mix.rows[i];
        ci_bytemap_add(&times->names, &times->mix.pool, row->name, strlen(row->name));
        times->total += (double)row->own[times->clock];
    }
}

/* The seconds of a function, or 0 after a note why there are none. */
static double time_of(struct picture *picture, const struct times *times,
                      const struct ci_mix_row *row)
{
    size_t at = ci_bytemap_find(&times->names, row->name, strlen(row->name));
    const struct ci_mix_row *timed = at == CI_MAP_NONE ? NULL : &times->mix.rows[at];
    int64_t nanos = timed ? timed->own[times->clock] : 0;
    if (nanos <= 0)
        picture->left_out.untimed++;
    else if (timed->own[CINSTR_CALL_CALLS] != row->own[CINSTR_CALL_CALLS])
        picture->left_out.calls++;
    else if ((double)nanos < SHORTEST * times->total)
        picture->left_out.small++;
    else
        return (double)nanos * 1e-9;
    return 0;
}

static void add_point(struct picture *picture, const struct times *times,
                      const struct ci_mix_row *row, double all)
{
    struct point point = {.row = row, .intensity = ci_mix_intensity(row)};
    double flops = (double)row->own[CINSTR_CALL_FLOPS];
    if (flops <= 0) {
        picture->left_out.idle++;
        return;
    }
    if (point.intensity < 0) {
        picture->left_out.bytes++;
        return;
    }
    point.weight = flops / all;
    if (times) {
        double seconds = time_of(picture, times, row);
        if (seconds <= 0)
            return;
        point.rate = flops / seconds;
        point.weight = seconds * 1e9 / times->total;
    } else if (point.weight < SHORTEST) {
        picture->left_out.small++;
        return;
    }
    picture->uncertain += row->doubt > 0;
    picture->points =
        ci_pool_grow(&picture->pool, picture->points, picture->count, sizeof *picture->points);
    picture->points[picture->count++] = point;
}

static int compare_weights(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    return a->weight != b->weight ? (a->weight < b->weight) - (a->weight > b->weight)
                                  : strcmp(a->row->name, b->row->name);
}

/* TIMES: NULL for none. */
static void find_points(struct picture *picture, const struct ci_mix *mix,
                        const struct times *times)
{
    double all = 0;
    for (size_t i = 0; i < mix->count; i++)
        all += (double)mix->rows[i].own[CINSTR_CALL_FLOPS];
    for (size_t i = 0; i < mix->count; i++)
        add_point(picture, times, &mix->rows[i], all);
    if (picture->count)
        qsort(picture->points, picture->count, sizeof *picture->points, compare_weights);
}

/* ---- the axes ---- */

/* Whole decades around all that is to be seen. */
static void choose_axes(struct picture *picture)
{
    const struct roofs *roofs = &picture->roofs;
    double ridge = roofs->flops[0].value / roofs->bandwidth[0].value;
    double low_ridge = roofs->flops[0].value / roofs->bandwidth[roofs->n_bandwidth - 1].value;
    double x[2] = {ridge / 10, low_ridge * 4}, y[2] = {INFINITY, roofs->flops[0].value};
    for (size_t i = 0; i < picture->count; i++) {
        const struct point *point = &picture->points[i];
        x[0] = fmin(x[0], point->intensity);
        x[1] = fmax(x[1], point->intensity);
        y[0] = fmin(y[0], point->rate > 0 ? point->rate : INFINITY);
        y[1] = fmax(y[1], point->rate);
    }
    y[0] = fmin(y[0], x[0] * roofs->bandwidth[roofs->n_bandwidth - 1].value);
    for (int i = 0; i < 2; i++) {
        picture->x[i] = i ? ceil(log10(x[i] * 1.1)) : floor(log10(x[i] / 1.1));
        picture->y[i] = i ? ceil(log10(y[i] * 1.5)) : floor(log10(y[i] / 1.1));
    }
}

static double at_x(const struct picture *picture, double intensity)
{
    double part = (log10(intensity) - picture->x[0]) / (picture->x[1] - picture->x[0]);
    return LEFT + part * (WIDTH - LEFT - RIGHT);
}

static double at_y(const struct picture *picture, double rate)
{
    double part = (log10(rate) - picture->y[0]) / (picture->y[1] - picture->y[0]);
    return TOP + (1 - part) * PLOT;
}

static void put_line(const struct picture *picture, const char *class, double x1, double y1,
                     double x2, double y2)
{
    fprintf(picture->out, "<line class=\"%s\" x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"/>\n",
            class, x1, y1, x2, y2);
}

static void put_axes(const struct picture *picture)
{
    char text[32];
    for (int i = (int)picture->x[0]; i <= (int)picture->x[1]; i++) {
        double x = at_x(picture, pow(10, i));
        put_line(picture, "a", x, TOP, x, TOP + PLOT);
        fprintf(picture->out, "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n", x,
                TOP + PLOT + 16, pow(10, i));
    }
    for (int i = (int)picture->y[0]; i <= (int)picture->y[1]; i++) {
        double y = at_y(picture, pow(10, i));
        put_line(picture, "a", LEFT, y, WIDTH - RIGHT, y);
        format(pow(10, i), text);
        fprintf(picture->out, "<text x=\"%d\" y=\"%.2f\" text-anchor=\"end\">%s</text>\n", LEFT - 6,
                y + 4, text);
    }
    fprintf(picture->out,
            "<text class=\"d\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">flops for each byte loaded "
            "or stored</text>\n<text class=\"d\" x=\"6\" y=\"%d\">flop/s</text>\n",
            LEFT + (WIDTH - LEFT - RIGHT) / 2, TOP + PLOT + 34, TOP - 10);
}

/* ---- what is in the plot ---- */

/* A bandwidth's line goes from the left or lower edge to the peak of flops. */
static void put_bandwidth(const struct picture *picture, size_t i)
{
    const struct roof *roof = &picture->roofs.bandwidth[i];
    char text[32];
    double peak = picture->roofs.flops[0].value, low = pow(10, picture->x[0]);
    double bottom = pow(10, picture->y[0]);
    if (low * roof->value < bottom)
        low = bottom / roof->value;
    double x = at_x(picture, low), y = at_y(picture, low * roof->value);
    double x2 = at_x(picture, peak / roof->value), y2 = at_y(picture, peak);
    put_line(picture, i ? "r l" : "r", x, y, x2, y2);
    format(roof->value, text);
    double angle = -atan2(y - y2, x2 - x) * 180 / acos(-1);
    fprintf(picture->out,
            "<text x=\"%.2f\" y=\"%.2f\" transform=\"rotate(%.2f %.2f %.2f)\">%sB/s, %s</text>\n",
            x + 12, y - 12, angle, x, y, text, roof->what);
}

static void put_roofs(const struct picture *picture)
{
    const struct roofs *roofs = &picture->roofs;
    char text[32];
    for (size_t i = 0; i < roofs->n_bandwidth; i++)
        put_bandwidth(picture, i);
    for (size_t i = 0; i < roofs->n_flops; i++) {
        double y = at_y(picture, roofs->flops[i].value);
        double ridge = roofs->flops[i].value / roofs->bandwidth[0].value;
        put_line(picture, i ? "r l" : "r", at_x(picture, ridge), y, WIDTH - RIGHT, y);
        format(roofs->flops[i].value, text);
        fprintf(picture->out, "<text x=\"%d\" y=\"%.2f\" text-anchor=\"end\">%sflop/s, %s</text>\n",
                WIDTH - RIGHT - 4, y - 5, text, roofs->flops[i].what);
    }
}

/* What a reader's pointer shows. */
static void put_title(const struct picture *picture, const struct point *point)
{
    const struct ci_mix_row *row = point->row;
    char rate[32], roof[32], bytes[CI_VALUE_SIZE];
    double most = roof_over(&picture->roofs, point->intensity);
    format(point->rate, rate);
    format(most, roof);
    ci_measure_format(ci_mix_bytes(row), "bytes", "auto", bytes);
    fputs("<title>", picture->out);
    ci_xml_text(picture->out, row->name, 0);
    fprintf(picture->out, "&#10;%.4g flops for each byte (%" PRId64 " flops, %s)", point->intensity,
            row->own[CINSTR_CALL_FLOPS], bytes);
    if (point->rate > 0)
        fprintf(picture->out, "&#10;%sflop/s, %.1f%% of the roof over it, %sflop/s", rate,
                100 * point->rate / most, roof);
    else
        fprintf(picture->out, "&#10;the roof over it is %sflop/s", roof);
    fprintf(picture->out, "&#10;%.1f%% of %s", 100 * point->weight,
            point->rate > 0 ? "the time" : "all flops");
    if (row->doubt > 0 && isfinite(row->doubt))
        fprintf(picture->out, "&#10;instructions may be off by %.2g%%", 100 * row->doubt);
    else if (row->doubt > 0)
        fputs("&#10;instructions are not certain", picture->out);
    fputs("</title>", picture->out);
}

/* Labels of the heaviest functions, to the left where there is no room to the right. */
static void put_label(struct picture *picture, size_t i, double x, double y)
{
    if (i >= LABELS)
        return;
    const char *name = ci_name_shorten(&picture->pool, picture->points[i].row->name);
    bool left = x > WIDTH * 3 / 4;
    fprintf(picture->out, "<text x=\"%.2f\" y=\"%.2f\"%s>", left ? x - 12 : x + 12, y + 4,
            left ? " text-anchor=\"end\"" : "");
    ci_xml_text(picture->out, name, 32);
    fputs("</text>", picture->out);
}

/* With times a disc, as large as the function took long; without a line up to the roof. */
static void put_point(struct picture *picture, size_t i)
{
    const struct point *point = &picture->points[i];
    double x = at_x(picture, point->intensity);
    fputs("<g class=\"p\">", picture->out);
    put_title(picture, point);
    if (point->rate > 0) {
        double y = at_y(picture, point->rate);
        fprintf(picture->out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"/>", x, y,
                4 + 10 * sqrt(point->weight));
        put_label(picture, i, x, y);
    } else {
        put_line(picture, "m", x, TOP + PLOT, x,
                 at_y(picture, roof_over(&picture->roofs, point->intensity)));
        put_label(picture, i, x - 6, TOP + PLOT - 12 - 15 * (double)i);
    }
    fputs("</g>\n", picture->out);
}

/* ---- what is said ---- */

static void put_heading(struct picture *picture)
{
    const struct ci_profile *profile = picture->report->profile;
    const char *program = profile->n_mappings ? profile->mappings[0].file : "";
    program = *program ? program : picture->report->options->file;
    fputs("<text class=\"h\" x=\"10\" y=\"22\">", picture->out);
    ci_xml_text(picture->out, ci_filepath_base(&picture->pool, program), 60);
    fputs("</text>\n<text class=\"d\" x=\"10\" y=\"40\">", picture->out);
    if (*picture->time_file) {
        fprintf(picture->out, "Exact operations and bytes; %s as measured in ", picture->clock);
        ci_xml_text(picture->out, ci_filepath_base(&picture->pool, picture->time_file), 60);
    } else {
        fputs("Exact operations and bytes. Without a profile of time (-time) only intensities are "
              "known: lines end at the roof",
              picture->out);
    }
    fputs("</text>\n", picture->out);
}

static void put_count(struct picture *picture, unsigned *line, const char *before, size_t count,
                      const char *what)
{
    if (count)
        fprintf(picture->out, "<text class=\"d\" x=\"%d\" y=\"%u\">%s%zu function%s %s</text>\n",
                LEFT, TOP + PLOT + 54 + NOTE * (*line)++, before, count, count > 1 ? "s" : "",
                what);
}

static void put_notes(struct picture *picture)
{
    unsigned line = 0;
    const struct left_out *left_out = &picture->left_out;
    put_count(picture, &line, "Left out: ", left_out->idle, "without floating-point operations");
    put_count(picture, &line, "Left out: ", left_out->bytes, "without loads and stores");
    put_count(picture, &line, "Left out: ", left_out->untimed,
              "without time of their own in the profile of time");
    put_count(picture, &line, "Left out: ", left_out->calls,
              "called another number of times in the profile of time");
    put_count(picture, &line, "Left out: ", left_out->small,
              *picture->time_file ? "with less than 0.1 % of the time"
                                  : "with less than 0.1 % of the flops");
    put_count(picture, &line, "", picture->uncertain,
              "whose instructions are not certain: pointing at one tells by how much");
    fprintf(picture->out,
            "<text class=\"d\" x=\"%d\" y=\"%u\">Peaks are of one core. Bytes are those that "
            "instructions move: a cache's bandwidth is their roof as long as it holds the "
            "data.</text>\n",
            LEFT, TOP + PLOT + 54 + NOTE * line);
}

static void put_style(FILE *out)
{
    fputs("<style>.a{stroke:currentColor;opacity:.12}.r{stroke:#8a857a;stroke-width:2}"
          ".l{stroke-dasharray:6 4}.p circle{fill:#e8590c;fill-opacity:.55;stroke:#e8590c}"
          ".p .m{stroke:#e8590c;stroke-width:2.5}.p:hover circle{fill-opacity:.9}"
          ".p:hover .m{stroke-width:4}</style>\n",
          out);
}

static void draw(struct picture *picture)
{
    choose_axes(picture);
    ci_svg_begin(picture->out, WIDTH, TOP + PLOT + 54 + 7 * NOTE, "Roofline");
    put_style(picture->out);
    put_heading(picture);
    put_axes(picture);
    put_roofs(picture);
    for (size_t i = picture->count; i-- > 0;)
        put_point(picture, i);
    put_notes(picture);
    fputs("</svg>\n", picture->out);
}

static int deliver(struct picture *picture)
{
    char *text = NULL;
    size_t size = 0;
    const char *path = picture->report->options->out;
    picture->out = open_memstream(&text, &size);
    if (!picture->out)
        ci_pool_exhausted();
    draw(picture);
    if (fclose(picture->out))
        ci_pool_exhausted();
    int status = ci_outfile_deliver(*path && strcmp(path, "-") ? path : NULL, text, size);
    free(text);
    return status;
}

/* ---- the command ---- */

/* Returns 0, or the exit status of the error. */
static int check_points(const struct picture *picture)
{
    struct ci_error error;
    const struct left_out *left_out = &picture->left_out;
    if (picture->count)
        return 0;
    if (left_out->calls) {
        ci_error_set(&error, "all functions with flops and time were called another number of "
                             "times there; profile the same run of the same program");
        error.status = EXIT_UNLIKE;
        return ci_error_print(picture->time_file, &error);
    }
    if (left_out->untimed || left_out->small)
        ci_error_set(&error, "no function with flops has time of its own in %s",
                     picture->time_file);
    else
        ci_error_set(&error, "no function has floating-point operations and bytes");
    error.status = EXIT_NO_DATA;
    return ci_error_print(picture->report->options->file, &error);
}

static int draw_points(struct picture *picture, const struct ci_mix *mix, const struct times *times)
{
    struct ci_error error;
    find_points(picture, mix, times);
    int status = check_points(picture);
    if (status)
        return status;
    if (find_roofs(&picture->roofs, picture->report->options, &error))
        return ci_error_print("roofline", &error);
    if (picture->roofs.measured)
        tell_measured(&picture->roofs, picture->report->options);
    if (!*picture->time_file)
        fprintf(stderr, "cinstr: without -time=TIMEPROFILE only intensities are shown\n");
    return deliver(picture);
}

/* Reads the profile of time beside, and draws. */
static int draw_timed(struct picture *picture, const struct ci_mix *mix)
{
    struct ci_report report;
    struct ci_error error;
    struct ci_options options = *picture->report->options;
    options.file = options.time;
    int status = ci_report_init(&report, &options);
    if (status)
        return status;
    struct times times = {.clock = CINSTR_CALL_TIME};
    ci_mix_sum(&times.mix, report.profile, CI_MIX_BODIES);
    if (times.mix.has[CINSTR_CALL_TIME]) {
        times.clock = times.mix.has[CINSTR_CALL_CPU] ? CINSTR_CALL_CPU : CINSTR_CALL_TIME;
        picture->clock = ci_schema_calls[times.clock].type.type;
        index_times(&times);
        status = draw_points(picture, mix, &times);
    } else {
        ci_error_set(&error, "the profile has no time; build the program with "
                             "-fplugin-arg-cinstr-mode=time for it");
        error.status = EXIT_UNLIKE;
        status = ci_error_print(options.time, &error);
    }
    ci_mix_deinit(&times.mix);
    return ci_report_deinit(&report, status);
}

/* Whether the profile has what intensities are made of; says what it lacks if not. */
static int check_types(const struct ci_mix *mix, const char *file)
{
    static const enum cinstr_call_measure needed[] = {CINSTR_CALL_FLOPS, CINSTR_CALL_LOAD_BYTES,
                                                      CINSTR_CALL_STORE_BYTES};
    struct ci_error error;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (mix->has[needed[i]])
            continue;
        ci_error_set(&error, "the profile has no %s; build with -fplugin-arg-cinstr-mix=on",
                     ci_schema_calls[needed[i]].type.type);
        error.status = EXIT_NO_DATA;
        return ci_error_print(file, &error);
    }
    return 0;
}

static int print_roofline(struct ci_report *report)
{
    struct ci_mix mix;
    struct picture picture = {.report = report, .time_file = report->options->time};
    int status = ci_mix_init(&mix, report, CI_MIX_BODIES);
    if (status == 0)
        status = check_types(&mix, report->options->file);
    if (status == 0)
        status =
            *picture.time_file ? draw_timed(&picture, &mix) : draw_points(&picture, &mix, NULL);
    ci_mix_deinit(&mix);
    ci_pool_deinit(&picture.pool);
    return status;
}

int ci_roofline_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned traits = CI_TAKES_FILTERS | CI_TAKES_OUT | CI_TAKES_ROOFS | CI_BY_LINE_ALWAYS;
    return ci_report_main(argv, traits, print_roofline);
}
