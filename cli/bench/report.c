/* SPDX-License-Identifier: MIT */
/* report.c - tables of comparisons by pairs, in the formats of `cinstr stat`, and the gate. */
#include "bench/report.h"

#include "base/status.h"
#include "common/json.h"
#include "stat/layout.h"
#include "stat/math.h"
#include "stat/number.h"
#include "stat/print.h"

#include <math.h>
#include <string.h>

static const char *unit_of(const struct ci_pairs_report *report)
{
    return report->options->elapsed ? "sec/op" : "cpu-sec/op";
}

/* "27.41n", with the scale that both sides share. */
static const char *value(struct ci_pool *pool, const struct ci_pairs_result *result, int side)
{
    double seconds[] = {result->nanos[0] / 1e9, result->nanos[1] / 1e9};
    struct ci_stat_scale scale = ci_stat_scale_common(seconds, CI_PAIRS_SIDES, false);
    return ci_stat_scale_format(pool, scale, seconds[side]);
}

static const char *percent(struct ci_pool *pool, double relative)
{
    return ci_stat_number_format(pool, "%+.2f%%", relative * 100);
}

static bool is_significant(const struct ci_pairs_report *report,
                           const struct ci_pairs_result *result)
{
    return result->shown && result->p <= report->options->alpha;
}

/* "+5.04%", or "~" where chance explains the difference. */
static const char *change(const struct ci_pairs_report *report,
                          const struct ci_pairs_result *result)
{
    return is_significant(report, result) ? percent(report->pool, result->change) : "~";
}

static const char *interval(struct ci_pool *pool, const struct ci_pairs_result *result)
{
    if (!result->shown)
        return "too few rounds";
    return ci_pool_format(pool, "%s to %s", percent(pool, result->low),
                          percent(pool, result->high));
}

static const char *smallest(struct ci_pool *pool, const struct ci_pairs_result *result)
{
    return result->shown ? ci_stat_number_format(pool, "%.2f%%", result->smallest * 100) : "?";
}

static const char *evidence(struct ci_pool *pool, const struct ci_pairs_result *result)
{
    return ci_pool_format(pool, "p=%.3f, %zu pairs, %zu dropped, %.1f s", result->p, result->pairs,
                          result->dropped, result->seconds);
}

/* What a reader must know of one row; NULL: nothing. `index` counts the remarks of a row. */
static const char *remark(const struct ci_pairs_report *report,
                          const struct ci_pairs_result *result, int index)
{
    struct ci_pool *pool = report->pool;
    const char *remarks[4] = {NULL};
    int count = 0;
    if (!result->shown)
        remarks[count++] = "fewer than 6 rounds: no interval";
    else if (!result->precise)
        remarks[count++] = ci_pool_format(
            pool,
            "the time was up before the interval was narrower than %g%% (--time, --precision)",
            report->options->precision * 100);
    if (result->sleeps && !report->options->elapsed)
        remarks[count++] = ci_pool_format(
            pool,
            "it waits for most of its elapsed time (%.4g and %.4g ns/op): --elapsed compares that",
            result->elapsed[CI_PAIRS_OLD], result->elapsed[CI_PAIRS_NEW]);
    if (!isnan(result->layout_spread))
        remarks[count++] =
            ci_pool_format(pool, "the changes of %d layouts have a standard deviation of %.2f%%",
                           report->options->layouts, result->layout_spread * 100);
    return index < count ? remarks[index] : NULL;
}

static double geomean(const struct ci_pairs_report *report)
{
    double sum = 0;
    for (size_t i = 0; i < report->count; i++)
        sum += log1p(report->results[i].change);
    return expm1(sum / (double)report->count);
}

/* ---- text ---- */

static void add_cell(struct ci_stat_layout *layout, const char *text, enum ci_stat_align align)
{
    ci_stat_layout_span(layout, 1, text, align, "  ");
}

static void add_first(struct ci_stat_layout *layout, const char *text)
{
    ci_stat_layout_row(layout);
    ci_stat_layout_span(layout, 1, text, CI_ALIGN_LEFT, NULL);
}

static void print_text(const struct ci_pairs_report *report)
{
    struct ci_pool *pool = report->pool;
    struct ci_stat_layout layout = {.pool = pool};
    struct ci_stat_notes notes = {0};
    printf("%s: old is %s, new is %s\n", unit_of(report), report->titles[CI_PAIRS_OLD],
           report->titles[CI_PAIRS_NEW]);
    add_first(&layout, "");
    add_cell(&layout, "old", CI_ALIGN_RIGHT);
    add_cell(&layout, "new", CI_ALIGN_RIGHT);
    add_cell(&layout, "change", CI_ALIGN_RIGHT);
    add_cell(&layout, ci_pool_format(pool, "interval (%g%%)", report->options->confidence * 100),
             CI_ALIGN_LEFT);
    add_cell(&layout, "finds", CI_ALIGN_RIGHT);
    for (size_t i = 0; i < report->count; i++) {
        const struct ci_pairs_result *result = &report->results[i];
        const char *marks = "", *text;
        for (int k = 0; (text = remark(report, result, k)); k++)
            marks = ci_stat_notes_mark(pool, &notes, marks, text);
        add_first(&layout, result->name);
        add_cell(&layout, value(pool, result, CI_PAIRS_OLD), CI_ALIGN_RIGHT);
        add_cell(&layout, value(pool, result, CI_PAIRS_NEW), CI_ALIGN_RIGHT);
        add_cell(&layout, change(report, result), CI_ALIGN_RIGHT);
        add_cell(&layout, interval(pool, result), CI_ALIGN_LEFT);
        add_cell(&layout, smallest(pool, result), CI_ALIGN_RIGHT);
        add_cell(&layout, ci_pool_format(pool, "(%s)", evidence(pool, result)), CI_ALIGN_LEFT);
        add_cell(&layout, marks, CI_ALIGN_LEFT);
    }
    if (report->count > 1) {
        add_first(&layout, "geomean");
        layout.column = 3;
        add_cell(&layout, percent(pool, geomean(report)), CI_ALIGN_RIGHT);
    }
    ci_stat_layout_print(&layout, stdout);
    for (size_t i = 0; i < notes.count; i++)
        printf("%s %s\n", ci_stat_superscript(pool, i + 1), notes.texts[i]);
}

/* ---- Markdown, CSV, JSON ---- */

static void print_markdown(const struct ci_pairs_report *report)
{
    struct ci_pool *pool = report->pool;
    printf("| %s | old | new | change | interval (%g%%) | finds | evidence |\n"
           "|:--|--:|--:|--:|:--|--:|:--|\n",
           unit_of(report), report->options->confidence * 100);
    for (size_t i = 0; i < report->count; i++) {
        const struct ci_pairs_result *result = &report->results[i];
        const char *text;
        fputs("| ", stdout);
        ci_stat_markdown_text(stdout, result->name);
        printf(" | %s | %s | %s | %s | %s | %s", value(pool, result, CI_PAIRS_OLD),
               value(pool, result, CI_PAIRS_NEW), change(report, result), interval(pool, result),
               smallest(pool, result), evidence(pool, result));
        for (int k = 0; (text = remark(report, result, k)); k++)
            printf("; %s", text);
        fputs(" |\n", stdout);
    }
    if (report->count > 1)
        printf("| geomean | | | %s | | | |\n", percent(pool, geomean(report)));
}

static void put_html(const char *text)
{
    fputs("<td>", stdout);
    ci_stat_html_text(stdout, text);
    fputs("</td>", stdout);
}

static void print_html(const struct ci_pairs_report *report)
{
    struct ci_pool *pool = report->pool;
    printf("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
           "<title>Benchmarks</title></head>\n<body>\n<table>\n"
           "<tr><th>%s</th><th>old</th><th>new</th><th>change</th><th>interval (%g%%)</th>"
           "<th>finds</th><th>evidence</th></tr>\n",
           unit_of(report), report->options->confidence * 100);
    for (size_t i = 0; i < report->count; i++) {
        const struct ci_pairs_result *result = &report->results[i];
        const char *text = evidence(pool, result), *more;
        for (int k = 0; (more = remark(report, result, k)); k++)
            text = ci_pool_format(pool, "%s; %s", text, more);
        fputs("<tr>", stdout);
        put_html(result->name);
        put_html(value(pool, result, CI_PAIRS_OLD));
        put_html(value(pool, result, CI_PAIRS_NEW));
        put_html(change(report, result));
        put_html(interval(pool, result));
        put_html(smallest(pool, result));
        put_html(text);
        fputs("</tr>\n", stdout);
    }
    fputs("</table>\n", stdout);
}

/* A field of CSV, quoted: names may hold commas. */
static void put_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}

static void print_csv(const struct ci_pairs_report *report)
{
    printf("name,old %s,new %s,change,low,high,p,significant,finds,pairs,dropped,seconds\n",
           unit_of(report), unit_of(report));
    for (size_t i = 0; i < report->count; i++) {
        const struct ci_pairs_result *result = &report->results[i];
        put_quoted(result->name);
        printf(",%.9g,%.9g,%.6f,", result->nanos[CI_PAIRS_OLD] / 1e9,
               result->nanos[CI_PAIRS_NEW] / 1e9, result->change);
        if (result->shown)
            printf("%.6f,%.6f,%.6g,%s,%.6f", result->low, result->high, result->p,
                   is_significant(report, result) ? "true" : "false", result->smallest);
        else
            printf(",,%.6g,false,", result->p);
        printf(",%zu,%zu,%.3f\n", result->pairs, result->dropped, result->seconds);
    }
}

static void print_json_result(const struct ci_pairs_report *report,
                              const struct ci_pairs_result *result)
{
    fputs("    {\"name\": ", stdout);
    ci_json_string(stdout, result->name, strlen(result->name), CI_JSON_PLAIN);
    printf(", \"old\": {\"cpu_ns\": %.9g, \"elapsed_ns\": %.9g}, "
           "\"new\": {\"cpu_ns\": %.9g, \"elapsed_ns\": %.9g},\n     \"change\": %.6f, ",
           result->cpu[CI_PAIRS_OLD], result->elapsed[CI_PAIRS_OLD], result->cpu[CI_PAIRS_NEW],
           result->elapsed[CI_PAIRS_NEW], result->change);
    if (result->shown)
        printf("\"low\": %.6f, \"high\": %.6f, \"finds\": %.6f, ", result->low, result->high,
               result->smallest);
    else
        printf("\"low\": null, \"high\": null, \"finds\": null, ");
    if (!isnan(result->layout_spread))
        printf("\"layout_deviation\": %.6f, ", result->layout_spread);
    printf("\"p\": %.6g, \"significant\": %s, \"precise\": %s, \"sleeps\": %s,\n     "
           "\"slice_iterations\": %lld, \"rounds\": %zu, \"pairs\": %zu, \"dropped\": %zu, "
           "\"seconds\": %.3f}",
           result->p, is_significant(report, result) ? "true" : "false",
           result->precise ? "true" : "false", result->sleeps ? "true" : "false",
           (long long)result->n, result->rounds, result->pairs, result->dropped, result->seconds);
}

static void print_json(const struct ci_pairs_report *report, int status)
{
    printf("{\"unit\": \"%s\", \"precision\": %g, \"confidence\": %g, \"alpha\": %g, \"seed\": "
           "%llu,\n",
           unit_of(report), report->options->precision, report->options->confidence,
           report->options->alpha, (unsigned long long)report->options->seed);
    for (int side = 0; side < CI_PAIRS_SIDES; side++) {
        printf(" \"%s\": ", side == CI_PAIRS_OLD ? "old" : "new");
        ci_json_string(stdout, report->titles[side], strlen(report->titles[side]), CI_JSON_PLAIN);
        fputs(",\n", stdout);
    }
    if (report->stat->use_gate)
        printf(" \"gate\": %d,\n", status);
    fputs(" \"benchmarks\": [\n", stdout);
    for (size_t i = 0; i < report->count; i++) {
        print_json_result(report, &report->results[i]);
        fputs(i + 1 < report->count ? ",\n" : "\n", stdout);
    }
    fputs(" ]}\n", stdout);
}

/* ---- the gate ---- */

/* The limit of what is compared: by one of its names, else @all. */
static struct ci_limit *limit_of(const struct ci_pairs_report *report)
{
    static const char *const names[][2] = {{"cpu-sec/op", "sec/op"}, {"sec/op", "sec/op"}};
    const struct ci_stat_gate *gate = &report->stat->gate;
    struct ci_limit *best = NULL;
    int best_rank = 0;
    for (size_t i = 0; i < gate->limit_count; i++) {
        const char *metric = gate->limits[i]->metric;
        int rank = strcmp(metric, names[report->options->elapsed][0]) == 0   ? 3
                   : strcmp(metric, names[report->options->elapsed][1]) == 0 ? 2
                   : strcmp(metric, "@all") == 0                             ? 1
                                                                             : 0;
        if (rank > best_rank) {
            best = gate->limits[i];
            best_rank = rank;
        }
    }
    return best;
}

/* Corrects the ps for the number of benchmarks. */
static void correct(struct ci_pairs_report *report)
{
    double *p = ci_pool_alloc(report->pool, report->count, sizeof *p);
    for (size_t i = 0; i < report->count; i++)
        p[i] = report->results[i].p;
    ci_stat_holm(p, report->count);
    for (size_t i = 0; i < report->count; i++)
        report->results[i].p_holm = p[i];
}

static enum ci_verdict judge(const struct ci_pairs_report *report, const struct ci_limit *limit,
                             const struct ci_pairs_result *result)
{
    bool certain = result->shown && result->p_holm <= report->options->alpha;
    if (limit->has_absolute && result->nanos[CI_PAIRS_NEW] / 1e9 > limit->absolute)
        return CI_VERDICT_REGRESSION;
    if (result->change > limit->relative)
        return certain ? CI_VERDICT_REGRESSION : CI_VERDICT_UNDECIDED;
    return certain && result->change < -limit->relative ? CI_VERDICT_IMPROVED : CI_VERDICT_PASS;
}

/* Judges and, unless the format is JSON's, prints the verdicts. Returns an exit status. */
static int gate(struct ci_pairs_report *report, FILE *out)
{
    static struct ci_limit all = {.text = "@all=5%", .metric = "@all", .relative = 0.05};
    struct ci_limit *limit = report->stat->gate.limit_count ? limit_of(report) : &all;
    size_t counts[CI_VERDICTS] = {0};
    if (!limit) {
        fprintf(stderr, "cinstr: bench: no --limit is of %s or @all\n", unit_of(report));
        return EXIT_NO_MATCH;
    }
    correct(report);
    for (size_t i = 0; i < report->count; i++)
        counts[judge(report, limit, &report->results[i])]++;
    if (out)
        fprintf(out, "\ngate: %s: %zu compared, %zu worse, %zu undecided\n",
                counts[CI_VERDICT_REGRESSION] || counts[CI_VERDICT_UNDECIDED] ? "FAIL" : "PASS",
                report->count, counts[CI_VERDICT_REGRESSION], counts[CI_VERDICT_UNDECIDED]);
    for (size_t i = 0; i < report->count && out; i++) {
        const struct ci_pairs_result *result = &report->results[i];
        enum ci_verdict verdict = judge(report, limit, result);
        if (verdict != CI_VERDICT_PASS)
            fprintf(out, "%s %s %s: %s, limit %s (p=%.3f by Holm)\n", ci_verdict_word(verdict),
                    result->name, unit_of(report), percent(report->pool, result->change),
                    limit->text, result->p_holm);
    }
    return counts[CI_VERDICT_REGRESSION]  ? EXIT_REGRESSION
           : counts[CI_VERDICT_UNDECIDED] ? EXIT_NO_DATA
                                          : 0;
}

int ci_pairs_report(struct ci_pairs_report *report)
{
    enum ci_stat_format format = report->stat->format;
    int status = 0;
    if (format == CI_STAT_JSON) {
        status = report->stat->use_gate ? gate(report, NULL) : 0;
        print_json(report, status);
        return status;
    }
    if (format == CI_STAT_TEXT)
        print_text(report);
    else if (format == CI_STAT_CSV)
        print_csv(report);
    else if (format == CI_STAT_HTML)
        print_html(report);
    else
        print_markdown(report);
    if (format == CI_STAT_HTML && report->stat->use_gate)
        fputs("<pre>", stdout);
    if (report->stat->use_gate)
        status = gate(report, format == CI_STAT_CSV ? stderr : stdout);
    if (format == CI_STAT_HTML)
        fputs(report->stat->use_gate ? "</pre>\n</body>\n</html>\n" : "</body>\n</html>\n", stdout);
    return status;
}
