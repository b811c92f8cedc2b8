/* SPDX-License-Identifier: MIT */
/* act.c - logging, failing, skipping, clean-ups; and the small setters of the public interface. */
#include "channel.h"
#include "output.h"
#include "print.h"
#include "session.h"
#include "state.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ci_cleanup {
    struct ci_cleanup *next;
    void (*function)(void *arg);
    void *arg;
};

/* "    file.c:12: first line\n        second line\n", as Go indents its logs. */
static char *decorate(const char *file, int line, const char *text)
{
    const char *slash = strrchr(file, '/');
    size_t lines = 1, length = strlen(text);
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    size_t size = strlen(file) + length + lines * 8 + 32;
    char *result = malloc(size);
    if (!result)
        return NULL;
    int used = line ? snprintf(result, size, "    %s:%d: ", slash ? slash + 1 : file, line)
                    : snprintf(result, size, "    ");
    char *out = result + used;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' && i + 1 == length)
            break;
        *out++ = text[i];
        if (text[i] == '\n')
            out = (char *)memset(out, ' ', 8) + 8;
    }
    strcpy(out, "\n");
    return result;
}

/* With -v a log is printed at once, otherwise the waiting process collects it. */
static void emit(struct ci_bench *bench, const char *file, int line, const char *text)
{
    bool helper = bench->helper_file && line;
    char *decorated = helper ? decorate(bench->helper_file, bench->helper_line, text)
                             : decorate(file, line, text);
    if (!decorated)
        return;
    pthread_mutex_lock(&bench->lock);
    if (ci_bench_session.flags.verbose) {
        ci_output_print_clean(ci_bench_session.out, decorated, strlen(decorated));
        fflush(ci_bench_session.out);
    } else {
        ci_channel_send(bench->channel, CI_MESSAGE_LOG, decorated, strlen(decorated));
    }
    pthread_mutex_unlock(&bench->lock);
    free(decorated);
}

/* Formats into memory of its own; if there is no memory for the message, it loses its arguments. */
static void emit_formatted(struct ci_bench *bench, const char *file, int line, const char *format,
                           va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    emit(bench, file, line, text ? text : format);
    free(text);
}

void ci_act_fatal(struct ci_bench *bench, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    emit_formatted(bench, "", 0, format, arguments);
    va_end(arguments);
    atomic_store(&bench->failed, true);
    ci_measure_finish(bench);
}

void cinstr_bench_act(cinstr_bench *b, enum cinstr_bench_action action, const char *file, int line,
                      const char *format, ...)
{
    struct ci_bench *bench = ci_bench_of(b);
    va_list arguments;
    va_start(arguments, format);
    emit_formatted(bench, file, line, format, arguments);
    va_end(arguments);
    if (action == CINSTR_BENCH_ERROR || action == CINSTR_BENCH_FATAL)
        atomic_store(&bench->failed, true);
    if (action == CINSTR_BENCH_SKIP)
        bench->result.skipped = true;
    if (action == CINSTR_BENCH_FATAL || action == CINSTR_BENCH_SKIP)
        ci_measure_finish(bench);
}

void ci_act_clean_up(struct ci_bench *bench)
{
    while (bench->cleanups) {
        struct ci_cleanup *cleanup = bench->cleanups;
        bench->cleanups = cleanup->next;
        cleanup->function(cleanup->arg);
        free(cleanup);
    }
}

void cinstr_bench_cleanup(cinstr_bench *b, void (*function)(void *arg), void *arg)
{
    struct ci_bench *bench = ci_bench_of(b);
    struct ci_cleanup *cleanup = malloc(sizeof *cleanup);
    if (!cleanup)
        ci_act_fatal(bench, "no memory for a clean-up");
    *cleanup = (struct ci_cleanup){.next = bench->cleanups, .function = function, .arg = arg};
    bench->cleanups = cleanup;
}

void cinstr_bench_fail(cinstr_bench *b)
{
    atomic_store(&ci_bench_of(b)->failed, true);
}

bool cinstr_bench_failed(const cinstr_bench *b)
{
    return atomic_load(&((const struct ci_bench *)b)->failed);
}

const char *cinstr_bench_name(const cinstr_bench *b)
{
    return ((const struct ci_bench *)b)->name;
}

void cinstr_bench_notef(cinstr_bench *b, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    ci_print_note(ci_bench_of(b), text ? text : format);
    free(text);
}

void cinstr_bench_helper(cinstr_bench *b, const char *file, int line)
{
    struct ci_bench *bench = ci_bench_of(b);
    bench->helper_file = file;
    bench->helper_line = line;
}

bool cinstr_bench_short(void)
{
    return ci_bench_session.flags.short_run;
}

void cinstr_bench_set_bytes(cinstr_bench *b, int64_t bytes)
{
    ci_bench_of(b)->result.bytes = bytes;
}

void cinstr_bench_report_allocs(cinstr_bench *b)
{
    ci_bench_of(b)->result.show_memory = true;
}

void cinstr_bench_report_metric(cinstr_bench *b, double value, const char *unit)
{
    struct ci_bench *bench = ci_bench_of(b);
    if (!*unit)
        ci_act_fatal(bench, "metric unit must not be empty");
    for (const char *c = unit; *c; c++)
        if (isspace((unsigned char)*c))
            ci_act_fatal(bench, "metric unit '%s' must not contain white space", unit);
    if (!ci_result_set(&bench->result, unit, value))
        ci_act_fatal(bench, "no room for metric '%s': at most %d, units of at most %d bytes", unit,
                     CI_METRICS_MAX, CI_UNIT_SIZE - 1);
}
