/* SPDX-License-Identifier: MIT */
/* gate.c - limits of units, and how they judge finished tables; see gate.h. */
#include "stat/gate.h"

#include "base/status.h"
#include "stat/math.h"

#include <math.h>
#include <string.h>

struct ci_limit *ci_stat_limit_parse(struct ci_pool *pool, const char *text, const char **error)
{
    struct ci_limit *limit = ci_pool_alloc(pool, 1, sizeof(*limit));
    const char *equals = strrchr(text, '=');
    double unit_factor;
    limit->text = text;
    limit->origin = "-limit";
    *error = "a limit is UNIT=REL%[|ABS], such as 'allocs/op=0%' or 'sec/op=5%|200ms'";
    if (!equals || equals == text)
        return NULL;
    limit->metric = ci_pool_copy(pool, text, (size_t)(equals - text));
    if (ci_limit_is_bad_group(limit->metric)) {
        *error = "the groups of units are @exact and @all";
        return NULL;
    }
    limit->metric = ci_benchfile_tidy(pool, limit->metric, &unit_factor);
    if (!ci_limit_read_values(equals + 1, limit))
        return NULL;
    if (!limit->dimension)
        limit->absolute *= unit_factor;
    return limit;
}

/* The columns of all tables in order; the first is the base. */
struct columns {
    const struct ci_stat_key **keys;
    size_t count;
};

static struct columns all_columns(const struct ci_stat_tables *tables)
{
    struct columns columns = {NULL, 0};
    for (size_t i = 0; i < tables->table_count; i++) {
        const struct ci_stat_table *table = tables->tables[i];
        for (size_t j = 0; j < table->column_count; j++) {
            size_t k = 0;
            while (k < columns.count && columns.keys[k] != table->columns[j])
                k++;
            if (k < columns.count)
                continue;
            columns.keys =
                ci_pool_grow(tables->pool, columns.keys, columns.count, sizeof(*columns.keys));
            columns.keys[columns.count++] = table->columns[j];
        }
    }
    ci_stat_key_sort(tables->by_column, columns.keys, columns.count);
    return columns;
}

/* The limit for TABLE: of its unit, else @exact for exact units, else @all. */
static struct ci_limit *limit_of(const struct ci_stat_gate *gate, const struct ci_stat_table *table)
{
    struct ci_limit *best = NULL;
    int best_rank = 0;
    for (size_t i = 0; i < gate->limit_count; i++) {
        struct ci_limit *limit = gate->limits[i];
        int rank = strcmp(limit->metric, table->unit) == 0                ? 3
                   : strcmp(limit->metric, "@exact") == 0 && table->exact ? 2
                   : strcmp(limit->metric, "@all") == 0                   ? 1
                                                                          : 0;
        if (rank > best_rank) {
            best = limit;
            best_rank = rank;
        }
    }
    return best;
}

static const struct ci_stat_cell *find_cell(const struct ci_stat_table *table, size_t row,
                                            const struct ci_stat_key *column)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i] == column)
            return ci_stat_cell_at(table, row, i);
    return NULL;
}

static void add_finding(struct ci_stat_gate *gate, struct ci_pool *pool,
                        struct ci_stat_finding finding)
{
    gate->findings =
        ci_pool_grow(pool, gate->findings, gate->finding_count, sizeof(*gate->findings));
    gate->findings[gate->finding_count++] = finding;
    gate->compared += finding.base && finding.cell;
}

/* One finding for each row and column of TABLE, not judged yet. */
static void collect(struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                    const struct ci_stat_table *table, struct columns columns)
{
    struct ci_limit *limit = limit_of(gate, table);
    if (!limit)
        return;
    limit->used = true;
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 1; i < columns.count; i++) {
            struct ci_stat_finding finding = {.table = table, .limit = limit};
            finding.base = find_cell(table, row, columns.keys[0]);
            finding.cell = find_cell(table, row, columns.keys[i]);
            finding.name = ci_stat_key_text(tables->by_row, table->rows[row]);
            finding.column = ci_stat_key_text(tables->by_column, columns.keys[i]);
            finding.ratio_low = finding.ratio_high = NAN;
            finding.verdict = !finding.base   ? CI_VERDICT_NEW
                              : !finding.cell ? CI_VERDICT_MISSING
                                              : CI_VERDICT_PASS;
            if (finding.base || finding.cell)
                add_finding(gate, tables->pool, finding);
        }
    }
}

static bool is_comparison(const struct ci_stat_finding *finding)
{
    return finding->base && finding->cell;
}

/* Puts Holm's p into all comparisons of units that are not exact; returns how many there are. */
static size_t correct_p(struct ci_stat_gate *gate, struct ci_pool *pool)
{
    double *p = ci_pool_alloc(pool, gate->finding_count, sizeof(double));
    size_t count = 0, next = 0;
    for (size_t i = 0; i < gate->finding_count; i++)
        if (is_comparison(&gate->findings[i]) && !gate->findings[i].table->exact)
            p[count++] = gate->findings[i].cell->p;
    ci_stat_holm(p, count);
    for (size_t i = 0; i < gate->finding_count; i++)
        if (is_comparison(&gate->findings[i]) && !gate->findings[i].table->exact)
            gate->findings[i].p = p[next++];
    return count;
}

/* Whether the difference of the centres is more than noise. */
static bool is_significant(const struct ci_stat_finding *finding,
                           const struct ci_stat_options *options)
{
    const struct ci_stat_cell *base = finding->base, *cell = finding->cell;
    if (finding->table->exact)
        return true;
    if (finding->p > options->alpha)
        return false;
    /* Zeros allow no ratio; then the test alone decides. */
    if (isnan(finding->ratio_low))
        return true;
    return cell->center > base->center ? finding->ratio_low > 1 : finding->ratio_high < 1;
}

/*
 * Whether so few samples could not have been significant: in the test alone, or with the correction
 * where the test alone says that they differ. A p above alpha of a test that could do better is
 * noise.
 */
static bool is_out_of_reach(const struct ci_stat_finding *finding,
                            const struct ci_stat_options *options, size_t comparisons)
{
    double least_p = ci_stat_utest_least_p(finding->base->count, finding->cell->count);
    return least_p > options->alpha ||
           (finding->cell->p <= options->alpha && least_p * (double)comparisons > options->alpha);
}

static bool breaks_absolute(const struct ci_stat_finding *finding, bool higher_is_better)
{
    const struct ci_limit *limit = finding->limit;
    return limit->has_absolute && (higher_is_better ? finding->cell->center < limit->absolute
                                                    : finding->cell->center > limit->absolute);
}

/* A unit without a known direction: a rate is better higher, a cost lower. */
static bool higher_is_better(const struct ci_stat_table *table)
{
    size_t len = strlen(table->unit);
    return table->better ? table->better > 0 : len > 2 && strcmp(table->unit + len - 2, "/s") == 0;
}

static void judge(struct ci_stat_finding *finding, const struct ci_stat_options *options,
                  size_t comparisons)
{
    const struct ci_stat_cell *base = finding->base, *cell = finding->cell;
    bool higher = higher_is_better(finding->table), exact = finding->table->exact;
    double worse = higher ? base->center - cell->center : cell->center - base->center;
    /* Room for rounding, which "exactly 5% more" needs; of a limit of 0 nothing remains. */
    double allowed = finding->limit->relative * fabs(base->center) * (1 + 1e-9);
    if (!exact &&
        !ci_stat_ratio_interval(base->values, base->count, cell->values, cell->count,
                                options->confidence, &finding->ratio_low, &finding->ratio_high))
        finding->ratio_low = finding->ratio_high = NAN;
    finding->change = base->center == cell->center ? 0 : cell->center / base->center - 1;
    finding->by_absolute = breaks_absolute(finding, higher);
    bool significant = is_significant(finding, options);
    if (finding->by_absolute || (worse > allowed && significant))
        finding->verdict = CI_VERDICT_REGRESSION;
    else if (exact && (base->summary_warning || cell->summary_warning))
        finding->verdict = CI_VERDICT_UNSTEADY;
    else if (worse > allowed && !exact && is_out_of_reach(finding, options, comparisons))
        finding->verdict = CI_VERDICT_UNDECIDED;
    else if (-worse > allowed && significant)
        finding->verdict = CI_VERDICT_IMPROVED;
    else
        finding->verdict = CI_VERDICT_PASS;
}

/* The configuration keys in which tables with the base and tables without it differ. */
static const char *unlike_keys(const struct ci_stat_tables *tables, const struct ci_stat_key *base)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_project_fields(tables->by_table, &count);
    const char *names = "";
    for (size_t i = 0; i < count; i++) {
        bool differs = false;
        for (size_t j = 0; j < tables->table_count; j++)
            for (size_t k = 0; k < tables->table_count; k++)
                if (tables->tables[j]->columns[0] == base && tables->tables[k]->columns[0] != base)
                    differs |= strcmp(ci_stat_key_get(tables->tables[j]->key, fields[i]),
                                      ci_stat_key_get(tables->tables[k]->key, fields[i])) != 0;
        if (differs)
            names =
                ci_pool_format(tables->pool, "%s%s%s", names, *names ? ", " : "", fields[i]->name);
    }
    return names;
}

/* What keeps the gate from judging; 0 where nothing does. */
static int find_problem(struct ci_stat_gate *gate, const struct ci_stat_tables *tables,
                        struct columns columns)
{
    for (size_t i = 0; i < gate->limit_count; i++) {
        if (gate->limits[i]->used || !gate->limits[i]->origin)
            continue;
        gate->problem =
            ci_pool_format(tables->pool, "limit '%s' matches no unit", gate->limits[i]->text);
        return EXIT_NO_MATCH;
    }
    if (columns.count < 2) {
        gate->problem = "there is nothing to compare the base with after filtering";
        return EXIT_NO_MATCH;
    }
    if (gate->compared == 0) {
        const char *keys = unlike_keys(tables, columns.keys[0]);
        gate->problem = *keys ? ci_pool_format(tables->pool,
                                               "no benchmark can be compared: the inputs differ "
                                               "in %s (-ignore KEYS compares all the same)",
                                               keys)
                              : "no benchmark is in the base and in another input";
        return EXIT_UNLIKE;
    }
    return 0;
}

static void add_default_limits(struct ci_stat_gate *gate, struct ci_pool *pool)
{
    static const struct {
        const char *unit;
        double relative;
    } defaults[] = {{"@exact", 0}, {"@all", 0.05}};
    if (gate->limit_count)
        return;
    gate->limit_count = 2;
    gate->limits = ci_pool_alloc(pool, 2, sizeof(*gate->limits));
    for (size_t i = 0; i < 2; i++) {
        gate->limits[i] = ci_pool_alloc(pool, 1, sizeof(struct ci_limit));
        gate->limits[i]->metric = defaults[i].unit;
        gate->limits[i]->relative = defaults[i].relative;
    }
}

static int status_of(const struct ci_stat_gate *gate)
{
    int status = 0;
    for (size_t i = 0; i < gate->finding_count; i++) {
        enum ci_verdict verdict = gate->findings[i].verdict;
        if (verdict == CI_VERDICT_REGRESSION ||
            (verdict == CI_VERDICT_MISSING && !gate->allow_missing))
            return EXIT_REGRESSION;
        if (verdict == CI_VERDICT_UNSTEADY)
            status = EXIT_NONDETERMINISTIC;
        else if (verdict == CI_VERDICT_UNDECIDED && !status)
            status = EXIT_NO_DATA;
    }
    return status;
}

int ci_stat_gate_judge(struct ci_stat_gate *gate, const struct ci_stat_tables *tables)
{
    struct columns columns = all_columns(tables);
    add_default_limits(gate, tables->pool);
    for (size_t i = 0; i < tables->table_count; i++)
        collect(gate, tables, tables->tables[i], columns);
    size_t comparisons = correct_p(gate, tables->pool);
    for (size_t i = 0; i < gate->finding_count; i++)
        if (is_comparison(&gate->findings[i]))
            judge(&gate->findings[i], &tables->options, comparisons);
    gate->status = find_problem(gate, tables, columns);
    if (!gate->status)
        gate->status = status_of(gate);
    return gate->status;
}
