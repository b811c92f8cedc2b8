/* SPDX-License-Identifier: MIT */
/* check_bench_format.c - result lines, against what Go 1.19 prints. */
#include "check_bench.h"

#include "../../bench/duration.h"
#include "../../bench/format.h"

#include <math.h>
#include <string.h>

static char *text;
static size_t text_size;

static FILE *open_text(void)
{
    free(text);
    text = NULL;
    return open_memstream(&text, &text_size);
}

static const char *value(double number)
{
    FILE *out = open_text();
    ci_format_value(out, number, "u");
    fclose(out);
    return text;
}

static const char *line(const struct ci_result *result, bool memory)
{
    FILE *out = open_text();
    ci_format_result(out, result, memory);
    fclose(out);
    return text;
}

START_TEST(test_value_limits)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "         0 u"},
        {1234567890123, "1234567890123 u"},
        {1000, "      1000 u"},
        {999.95, "      1000 u"},
        {999.94, "       999.9 u"},
        {99.995, "       100.0 u"},
        {99.994, "        99.99 u"},
        {33.94, "        33.94 u"},
        {9.9995, "        10.00 u"},
        {9.9994, "         9.999 u"},
        {0.99995, "         1.000 u"},
        {0.99994, "         0.9999 u"},
        {0.099995, "         0.1000 u"},
        {0.099994, "         0.09999 u"},
        {0.0099994, "         0.009999 u"},
        {0.00099994, "         0.0009999 u"},
        {0.00012, "         0.0001200 u"},
        {1e-9, "         0.0000000 u"},
        {-33.94, "       -33.94 u"},
        {-2000, "     -2000 u"},
        {NAN, "               NaN u"},
        {-NAN, "               NaN u"},
        {INFINITY, "      +Inf u"},
        {-INFINITY, "      -Inf u"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(value(rows[i].value), rows[i].text);
}
END_TEST

START_TEST(test_golden_lines_of_go)
{
    struct ci_result alloc = {.n = 339564, .nanos = 11525980, .bytes = 64};
    ck_assert_str_eq(line(&alloc, false), "  339564\t        33.94 ns/op\t1885.49 MB/s");
    struct ci_result metric = {.n = 20, .nanos = 4711, .has_allocations = true};
    ck_assert(ci_result_set(&metric, "x/op", 0.00012));
    ck_assert(ci_result_set(&metric, "widgets/op", 12.5));
    ck_assert(ci_result_set(&metric, "ns/op", 0));
    ck_assert_str_eq(line(&metric, true), "      20\t        12.50 widgets/op\t"
                                          "         0.0001200 x/op\t       0 B/op\t"
                                          "       0 allocs/op");
}
END_TEST

START_TEST(test_allocations_round_down)
{
    struct ci_result result = {
        .n = 100, .nanos = 100, .has_allocations = true, .allocations = 99, .allocated = 9250};
    ck_assert_str_eq(line(&result, true),
                     "     100\t         1.000 ns/op\t      92 B/op\t       0 allocs/op");
    ck_assert_str_eq(line(&result, false), "     100\t         1.000 ns/op");
}
END_TEST

START_TEST(test_own_values_replace_columns)
{
    struct ci_result result = {.n = 10, .nanos = 1000, .bytes = 10};
    ci_result_set(&result, "MB/s", 3);
    ci_result_set(&result, "ns/op", 5);
    ci_result_set(&result, "allocs/op", 7.9);
    ck_assert_str_eq(line(&result, true),
                     "      10\t         5.000 ns/op\t   3.00 MB/s\t       7 allocs/op");
}
END_TEST

START_TEST(test_exact_has_no_time)
{
    struct ci_result result = {.n = 10, .nanos = 1000, .bytes = 10, .exact = true};
    ci_result_set(&result, "calls/op", 3);
    ck_assert_str_eq(line(&result, true), "      10\t         3.000 calls/op");
}
END_TEST

START_TEST(test_metrics_are_bounded)
{
    struct ci_result result = {0};
    char unit[CI_UNIT_SIZE + 1];
    for (int i = 0; i < CI_METRICS_MAX; i++) {
        snprintf(unit, sizeof unit, "u%d", i);
        ck_assert(ci_result_set(&result, unit, i));
    }
    ck_assert(!ci_result_set(&result, "another", 1));
    ck_assert(ci_result_set(&result, "u7", 70));
    double got = 0;
    ck_assert(ci_result_get(&result, "u7", &got));
    ck_assert_double_eq(got, 70);
    result.metric_count = 0;
    memset(unit, 'x', CI_UNIT_SIZE);
    unit[CI_UNIT_SIZE] = '\0';
    ck_assert(!ci_result_set(&result, unit, 1));
}
END_TEST

START_TEST(test_names)
{
    char name[32];
    ck_assert_uint_eq(ci_format_name(name, sizeof name, "BenchmarkX", 4), 12);
    ck_assert_str_eq(name, "BenchmarkX-4");
    ci_format_name(name, sizeof name, "BenchmarkX", 1);
    ck_assert_str_eq(name, "BenchmarkX");
    ck_assert_uint_eq(ci_format_name(NULL, 0, "", 128), 4);
}
END_TEST

START_TEST(test_durations)
{
    static const struct {
        const char *text;
        int64_t nanos;
        const char *again;
    } rows[] = {
        {"0", 0, "0s"},
        {"1s", 1000000000, "1s"},
        {"1h30s", 3630000000000, "1h0m30s"},
        {"1.5s", 1500000000, "1.5s"},
        {".5ms", 500000, "500µs"},
        {"10us", 10000, "10µs"},
        {"1.5µs", 1500, "1.5µs"},
        {"-2m", -120000000000, "-2m0s"},
        {"+3ns", 3, "3ns"},
        {"1.000000001s", 1000000001, "1.000000001s"},
        {"100ms", 100000000, "100ms"},
        {"2540400h10m10.000000000s", 9145440610000000000, "2540400h10m10s"},
    };
    static const char *const bad[] = {"",    "-",        "1",    "s",
                                      "1y",  ".s",       "1s ",  " 1s",
                                      "1 s", "3000000h", "1.5y", "9223372036854775808ns"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t nanos = -1;
        char again[32];
        ck_assert_msg(ci_duration_parse(rows[i].text, &nanos), "%s", rows[i].text);
        ck_assert_int_eq(nanos, rows[i].nanos);
        ci_duration_format(again, sizeof again, nanos);
        ck_assert_str_eq(again, rows[i].again);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t nanos = 42;
        ck_assert_msg(!ci_duration_parse(bad[i], &nanos), "'%s'", bad[i]);
        ck_assert_int_eq(nanos, 42);
    }
}
END_TEST

RUN_TESTS("bench_format", test_value_limits, test_golden_lines_of_go, test_allocations_round_down,
          test_own_values_replace_columns, test_exact_has_no_time, test_metrics_are_bounded,
          test_names, test_durations)
