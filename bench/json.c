/* SPDX-License-Identifier: MIT */
/*
 * json.c - test2json: finds the lines that frame tests, passes the rest on as output.
 *
 * Strings are cut to whole UTF-8 sequences; other bytes become U+FFFD, as in Go's encoder.
 */
#include "json.h"

#include "clock.h"
#include "common/json.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MARK = 0x16 };

static void put_time(FILE *out)
{
    struct timespec now;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    fprintf(out, "{\"Time\":\"%s.%09ldZ\"", text, now.tv_nsec);
}

/* One event. `test` may be empty; `output` NULL: none; `elapsed` negative: none. */
static void put_event(struct ci_json *json, const char *action, const char *test,
                      const char *output, size_t length, double elapsed)
{
    put_time(json->out);
    fprintf(json->out, ",\"Action\":\"%s\"", action);
    if (*json->package) {
        fputs(",\"Package\":", json->out);
        ci_json_string(json->out, json->package, strlen(json->package), CI_JSON_GO);
    }
    if (*test) {
        fputs(",\"Test\":", json->out);
        ci_json_string(json->out, test, strlen(test), CI_JSON_GO);
    }
    if (output) {
        fputs(",\"Output\":", json->out);
        ci_json_string(json->out, output, length, CI_JSON_GO);
    }
    if (elapsed >= 0)
        fprintf(json->out, ",\"Elapsed\":%g", elapsed);
    fputs("}\n", json->out);
    fflush(json->out);
}

static void put_output(struct ci_json *json, const char *text, size_t length)
{
    if (length > 0)
        put_event(json, "output", json->test, text, length, -1);
}

static void flush_report(struct ci_json *json)
{
    if (*json->report)
        put_event(json, json->action, json->report, NULL, 0, -1);
    *json->report = '\0';
    *json->test = '\0';
}

static void set_name(char name[1024], const char *text, size_t length)
{
    snprintf(name, 1024, "%.*s", (int)length, text);
}

/* "--- FAIL: Name (reason)": output of Name, whose result follows when the next test begins. */
static void handle_report(struct ci_json *json, const char *action, const char *line, size_t length)
{
    size_t start = strlen("--- ") + strlen(action) + strlen(": ");
    const char *end = memmem(line + start, length - start, " (", 2);
    flush_report(json);
    set_name(json->test, line + start, (size_t)((end ? end : line + length - 1) - line) - start);
    strcpy(json->report, json->test);
    json->action = action;
    put_output(json, line, length);
}

static bool starts_with(const char *line, size_t length, const char *prefix)
{
    return length >= strlen(prefix) && memcmp(line, prefix, strlen(prefix)) == 0;
}

/* A marked line, without its mark, with its line end. */
static void handle_frame(struct ci_json *json, const char *line, size_t length)
{
    static const char *const reports[][2] = {
        {"--- FAIL: ", "fail"}, {"--- SKIP: ", "skip"}, {"--- BENCH: ", "bench"}};
    bool is_pass = starts_with(line, length, "PASS\n");
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        if (starts_with(line, length, reports[i][0])) {
            handle_report(json, reports[i][1], line, length);
            return;
        }
    }
    flush_report(json);
    if (starts_with(line, length, "=== RUN   ")) {
        set_name(json->test, line + 10, length - 11);
        put_event(json, "run", json->test, NULL, 0, -1);
        put_output(json, line, length);
    } else if (!starts_with(line, length, "=== NAME  ")) {
        json->verdict = is_pass ? "pass" : "fail";
        put_output(json, line, length);
    }
}

/* A whole line, or the part of one that has come so far. */
static void handle_line(struct ci_json *json)
{
    if (json->line[0] == MARK && !json->middle)
        handle_frame(json, json->line + 1, json->used - 1);
    else
        put_output(json, json->line, json->used);
    json->middle = json->line[json->used - 1] != '\n';
    json->used = 0;
}

void ci_json_init(struct ci_json *json, FILE *out, const char *package)
{
    *json = (struct ci_json){.out = out, .package = package, .start = ci_clock_nanos()};
    put_event(json, "start", "", NULL, 0, -1);
}

/* Where to cut a line that fills the buffer: not inside a UTF-8 sequence. */
static void cut_line(struct ci_json *json)
{
    size_t keep = 0;
    while (keep < 3 && (json->line[json->used - 1 - keep] & 0xc0) == 0x80)
        keep++;
    keep += (json->line[json->used - 1 - keep] & 0x80) != 0;
    char rest[4];
    json->used -= keep;
    memcpy(rest, json->line + json->used, keep);
    handle_line(json);
    memcpy(json->line, rest, keep);
    json->used = keep;
}

void ci_json_write(struct ci_json *json, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == MARK && json->used > 0)
            handle_line(json); /* output without a line end stands before it */
        if (text[i] == MARK)
            json->middle = false;
        json->line[json->used++] = text[i];
        if (text[i] == '\n')
            handle_line(json);
        else if (json->used == sizeof json->line)
            cut_line(json);
    }
}

void ci_json_finish(struct ci_json *json, bool failed)
{
    if (json->used > 0)
        handle_line(json);
    flush_report(json);
    double elapsed = (double)((ci_clock_nanos() - json->start) / 1000000) / 1e3;
    put_event(json, json->verdict && !failed ? json->verdict : "fail", "", NULL, 0, elapsed);
}

/* Converts all that comes from `fd`. */
static void convert(int fd, const char *package, pid_t child)
{
    struct ci_json json;
    char text[4096];
    int status = 0;
    setlocale(LC_ALL, "C"); /* no code of the program runs here; JSON has decimal points */
    ci_json_init(&json, stdout, package);
    for (ssize_t got; (got = read(fd, text, sizeof text)) > 0 || (got < 0 && errno == EINTR);)
        if (got > 0)
            ci_json_write(&json, text, (size_t)got);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    ci_json_finish(&json, status != 0);
    fflush(stdout);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

bool ci_json_start(const char *package)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return false;
    if (child > 0) {
        close(ends[1]);
        convert(ends[0], package, child);
    }
    close(ends[0]);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[1]);
    return true;
}
