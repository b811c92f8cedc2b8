/* SPDX-License-Identifier: MIT */
/* stat.c - `cinstr stat`: reads benchmark files, compares, prints and judges. */
#include "stat/stat.h"
#include "commands.h"

#include "base/clean.h"
#include "base/status.h"
#include "stat/print.h"

#include <string.h>

struct stat_run {
    struct ci_pool *pool;
    struct ci_stat_request *request;
    struct ci_stat_filter *filter;
    struct ci_stat_projections projections;
    struct ci_bench_reader reader;
    struct ci_stat_tables tables;
    /* Results of the first mode that was met, and of another one; files NULL: none. */
    const char *mode, *file, *other_mode, *other_file;
};

/* Notes how the program was built that made the result; its times may contain probes. */
static void note_mode(struct stat_run *run, const struct ci_bench_result *result)
{
    const char *mode = ci_benchfile_config(result, "cinstr-mode");
    if (!run->file) {
        run->mode = mode;
        run->file = result->file;
    } else if (strcmp(mode, run->mode) != 0) {
        run->other_mode = mode;
        run->other_file = result->file;
    }
}

/* Results of different modes must not stand beside each other. Returns an exit status. */
static int check_modes(const struct stat_run *run)
{
    const char *const modes[] = {run->mode, run->other_mode};
    const char *names[2];
    if (!run->other_file)
        return 0;
    for (int i = 0; i < 2; i++)
        names[i] = *modes[i] ? ci_pool_format(run->pool, "in mode=%s", modes[i]) : "without probes";
    fprintf(
        stderr,
        "cinstr: %s was measured %s, %s %s: their times cannot be compared; build both alike, or "
        "choose one kind with -filter 'cinstr-mode:...'\n",
        run->file, names[0], run->other_file, names[1]);
    return EXIT_UNLIKE;
}

static void on_result(void *context, struct ci_bench_result *result)
{
    struct stat_run *run = context;
    if (!ci_stat_filter_apply(run->filter, run->pool, result))
        return;
    note_mode(run, result);
    ci_stat_tables_add(&run->tables, result);
}

static void on_error(void *context, const char *file, int line, const char *message)
{
    (void)context;
    char text[4096]; /* of a stranger's file: base/clean.h */
    int length = snprintf(text, sizeof text, "%s:%d: %s", file, line, message);
    ci_clean(text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
    fprintf(stderr, "%s\n", text);
}

static struct ci_stat_projection *parse_projection(struct stat_run *run, const char *flag,
                                                   const char *text)
{
    char *error;
    struct ci_stat_projection *projection = ci_stat_project_parse(&run->projections, text, &error);
    if (!projection)
        fprintf(stderr, "cinstr: parsing %s: %s\n", flag, error);
    return projection;
}

/* Parses the expressions; a malformed one is reported. */
static int prepare(struct stat_run *run)
{
    char *error;
    struct ci_stat_tables *tables = &run->tables;
    run->filter = ci_stat_filter_parse(run->pool, run->request->filter, &error);
    if (!run->filter) {
        fprintf(stderr, "cinstr: parsing -filter: %s\n", error);
        return EXIT_USAGE;
    }
    run->projections.pool = run->pool;
    run->projections.filter = run->filter;
    tables->pool = run->pool;
    tables->reader = &run->reader;
    tables->options = run->request->options;
    tables->by_table = parse_projection(run, "-table", run->request->table);
    if (!tables->by_table)
        return EXIT_USAGE;
    ci_stat_project_add_unit(tables->by_table);
    tables->by_row = parse_projection(run, "-row", run->request->row);
    tables->by_column = tables->by_row ? parse_projection(run, "-col", run->request->column) : NULL;
    if (!tables->by_column || !parse_projection(run, "-ignore", run->request->ignore))
        return EXIT_USAGE;
    tables->residue = ci_stat_project_residue(&run->projections);
    return 0;
}

/* Reads all inputs. In gate mode each of them must have results. */
static int read_inputs(struct stat_run *run, const struct ci_bench_input *inputs, size_t count)
{
    run->reader = (struct ci_bench_reader){
        .pool = run->pool, .result = on_result, .error = on_error, .context = run};
    for (size_t i = 0; i < count; i++) {
        size_t before = run->reader.result_count;
        int status = ci_benchfile_read(&run->reader, &inputs[i]);
        if (status) {
            fprintf(stderr, "cinstr: open %s: %s\n", inputs[i].path, strerror(-status));
            return EXIT_NO_FILE;
        }
        if (run->request->use_gate && run->reader.result_count == before) {
            fprintf(stderr, "cinstr: %s has no benchmark results\n", inputs[i].path);
            return EXIT_NO_DATA;
        }
    }
    if (run->reader.result_count == 0) {
        fprintf(stderr, "cinstr: the inputs have no benchmark results\n");
        return EXIT_NO_DATA;
    }
    if (run->tables.table_count == 0) {
        fprintf(stderr, "cinstr: -filter '%s' matches no benchmark\n", run->request->filter);
        return EXIT_NO_MATCH;
    }
    return check_modes(run);
}

static void print(struct stat_run *run)
{
    struct ci_stat_gate *gate = run->request->use_gate ? &run->request->gate : NULL;
    switch (run->request->format) {
    case CI_STAT_TEXT:
        ci_stat_print_text(&run->tables, stdout);
        break;
    case CI_STAT_CSV:
        ci_stat_print_csv(&run->tables, stdout, stderr);
        break;
    case CI_STAT_MARKDOWN:
        ci_stat_print_markdown(&run->tables, stdout);
        break;
    case CI_STAT_HTML:
        ci_stat_print_html(&run->tables, stdout);
        if (gate)
            ci_stat_gate_print_html(gate, &run->tables, stdout);
        fputs("</body>\n</html>\n", stdout);
        return;
    case CI_STAT_JSON:
        fputs("{", stdout);
        ci_stat_print_json(&run->tables, stdout);
        if (gate) {
            fputs(",\n  ", stdout);
            ci_stat_gate_print_json(gate, &run->tables, stdout);
        }
        fputs("}\n", stdout);
        return;
    }
    /* CSV stays something that a spreadsheet can read. */
    if (gate)
        ci_stat_gate_print(gate, &run->tables, run->request->format == CI_STAT_MARKDOWN,
                           run->request->format == CI_STAT_CSV ? stderr : stdout);
}

static int compare(struct stat_run *run, const struct ci_bench_input *inputs, size_t count)
{
    int status = prepare(run);
    if (!status)
        status = read_inputs(run, inputs, count);
    if (status)
        return status;
    ci_stat_tables_finish(&run->tables);
    if (run->request->use_gate)
        status = ci_stat_gate_judge(&run->request->gate, &run->tables);
    print(run);
    if (run->request->use_gate && run->request->gate.problem)
        fprintf(stderr, "cinstr: %s\n", run->request->gate.problem);
    return status;
}

int ci_stat_compare(struct ci_stat_request *request, const struct ci_bench_input *inputs,
                    size_t count)
{
    struct stat_run run = {.pool = request->pool, .request = request};
    int status = compare(&run, inputs, count);
    ci_stat_filter_deinit(run.filter);
    /* A table that could not be written must not look like one without a regression. */
    if ((fflush(stdout) || ferror(stdout)) && !status) {
        perror("cinstr: writing");
        status = EXIT_USAGE;
    }
    return status;
}

int ci_stat_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_pool pool = {0};
    struct ci_stat_request request;
    char **arguments;
    ci_stat_request_init(&request, &pool);
    int status = ci_stat_request_parse(&request, argv, &arguments);
    if (arguments) {
        size_t count = 0;
        while (arguments[count])
            count++;
        status =
            ci_stat_compare(&request, ci_benchfile_inputs(&pool, arguments, (int)count), count);
    }
    ci_pool_deinit(&pool);
    return status;
}
