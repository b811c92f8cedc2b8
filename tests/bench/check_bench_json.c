/* SPDX-License-Identifier: MIT */
/* check_bench_json.c - the conversion to test2json events, with the times removed. */
#include "check_bench.h"

#include "../../bench/json.h"

#include <string.h>

/* Converts `input` in pieces of `piece` bytes and returns the events without times. */
static char *convert(const char *input, size_t piece, bool failed)
{
    static struct ci_json json;
    char *events = NULL;
    size_t size;
    FILE *out = open_memstream(&events, &size);
    ci_json_init(&json, out, "p");
    for (size_t i = 0, length = strlen(input); i < length; i += piece)
        ci_json_write(&json, input + i, piece < length - i ? piece : length - i);
    ci_json_finish(&json, failed);
    fclose(out);
    char *to = events, *from = events;
    while (*from) {
        if (strncmp(from, "{\"Time\":\"", 9) == 0) {
            from = strstr(from, "\",") + 2;
            *to++ = '{';
        } else if (strncmp(from, ",\"Elapsed\":", 11) == 0) {
            from += strcspn(from, "}");
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return events;
}

static void check(const char *input, bool failed, const char *expected)
{
    static const size_t pieces[] = {1, 2, 3, 7, 64, 100000};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *events = convert(input, pieces[i], failed);
        ck_assert_str_eq(events, expected);
        free(events);
    }
}

START_TEST(test_results_and_verdict)
{
    check(
        "goos: linux\n"
        "\x16=== RUN   BenchmarkA\nBenchmarkA\nBenchmarkA-2 \t 1\t 5 ns/op\n\x16=== NAME  \n"
        "\x16PASS\n",
        false,
        "{\"Action\":\"start\",\"Package\":\"p\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"goos: linux\\n\"}\n"
        "{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"BenchmarkA\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkA\",\"Output\":\"=== RUN   "
        "BenchmarkA\\n\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkA\",\"Output\":\"BenchmarkA"
        "\\n\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkA\",\"Output\":\"BenchmarkA-"
        "2 \\t 1\\t 5 ns/op\\n\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"PASS\\n\"}\n"
        "{\"Action\":\"pass\",\"Package\":\"p\"}\n");
}
END_TEST

START_TEST(test_failure_with_reason_and_log)
{
    check(
        "\x16--- FAIL: BenchmarkA (signal 11: Segmentation fault)\n    a.c:1: log\n\x16"
        "FAIL\n",
        true,
        "{\"Action\":\"start\",\"Package\":\"p\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkA\",\"Output\":\"--- FAIL: "
        "BenchmarkA (signal 11: Segmentation fault)\\n\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkA\",\"Output\":\"    a.c:1: "
        "log\\n\"}\n"
        "{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"BenchmarkA\"}\n"
        "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"FAIL\\n\"}\n"
        "{\"Action\":\"fail\",\"Package\":\"p\"}\n");
}
END_TEST

START_TEST(test_unmarked_lines_are_output)
{
    check("--- FAIL: no verdict\nno end\x16--- SKIP: BenchmarkB\n", false,
          "{\"Action\":\"start\",\"Package\":\"p\"}\n"
          "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"--- FAIL: no verdict\\n\"}\n"
          "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"no end\"}\n"
          "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"BenchmarkB\",\"Output\":\"--- SKIP: "
          "BenchmarkB\\n\"}\n"
          "{\"Action\":\"skip\",\"Package\":\"p\",\"Test\":\"BenchmarkB\"}\n"
          "{\"Action\":\"fail\",\"Package\":\"p\"}\n"); /* it never reached its verdict */
}
END_TEST

START_TEST(test_strings_are_escaped)
{
    check("\"q\\ \t\x01<\xff\xc3\xa9\n\x16PASS\n", false,
          "{\"Action\":\"start\",\"Package\":\"p\"}\n"
          "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"\\\"q\\\\ \\t\\u0001\\u003c"
          "\\ufffd\xc3\xa9\\n\"}\n"
          "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"PASS\\n\"}\n"
          "{\"Action\":\"pass\",\"Package\":\"p\"}\n");
}
END_TEST

/* A line longer than the buffer arrives in pieces, none of which cuts a character. */
START_TEST(test_long_lines)
{
    enum { CHARACTERS = 10000 };
    char *input = malloc(CHARACTERS * 2 + 2), *to = input;
    *to++ = 'x';
    for (int i = 0; i < CHARACTERS; i++)
        to = (char *)memcpy(to, "\xc3\xa9", 2) + 2;
    *to = '\0';
    char *events = convert(input, 1000, false);
    int found = 0;
    for (const char *at = events; (at = strstr(at, "\xc3\xa9")) != NULL; at += 2)
        found++;
    ck_assert_int_eq(found, CHARACTERS);
    ck_assert_ptr_null(strstr(events, "ufffd"));
    free(events);
    free(input);
}
END_TEST

RUN_TESTS("bench_json", test_results_and_verdict, test_failure_with_reason_and_log,
          test_unmarked_lines_are_output, test_strings_are_escaped, test_long_lines)
