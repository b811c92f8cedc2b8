/* SPDX-License-Identifier: MIT */
/* check_benchfile.c - the reader of benchmark files. */
#include "stat/benchfile.h"
#include "check_stat.h"

#include <math.h>
#include <string.h>

/* What the reader told, a line for each call. */
static char told[4096];
static struct ci_bench_reader reader;

static void on_result(void *context, struct ci_bench_result *result)
{
    (void)context;
    char *out = told + strlen(told);
    out += sprintf(out, "%d %s %lld", result->line, result->name, (long long)result->iterations);
    for (size_t i = 0; i < result->value_count; i++)
        out += sprintf(out, " %g %s", result->values[i].value, result->values[i].unit);
    for (size_t i = 0; i < result->config_count; i++)
        out += sprintf(out, " %s:%s", result->configs[i].key, result->configs[i].value);
    sprintf(out, "\n");
}

static void on_error(void *context, const char *file, int line, const char *message)
{
    (void)context;
    sprintf(told + strlen(told), "%s:%d: %s\n", file, line, message);
}

static struct ci_pool pool;

static void setup(void)
{
    told[0] = '\0';
    reader = (struct ci_bench_reader){.result = on_result, .error = on_error};
    reader.pool = &pool;
}

static void teardown(void)
{
    ci_pool_deinit(&pool);
}

static const char *read_text(const char *text)
{
    ci_benchfile_parse(&reader, "f", "L", text, strlen(text));
    return told;
}

START_TEST(test_results)
{
    ck_assert_str_eq(read_text("BenchmarkA-2  \t 10\t 5 ns/op\t  16 B/op\r\nBenchmark_ 1 2 x"),
                     "1 A-2 10 5e-09 sec/op 16 B/op .file:L\n2 _ 1 2 x .file:L\n");
}
END_TEST

START_TEST(test_configuration)
{
    ck_assert_str_eq(read_text("pkg: p\ngoos:\tlinux\nBenchmarkA 1 1 x\npkg:\nBenchmarkA 1 1 x\n"
                               "Not: this\nnot:this\nnor this: one\n: x\nBenchmarkA 1 1 x\n"),
                     "3 A 1 1 x .file:L pkg:p goos:linux\n5 A 1 1 x .file:L goos:linux\n"
                     "10 A 1 1 x .file:L goos:linux\n");
}
END_TEST

/* Each file starts without configuration; units stay. */
START_TEST(test_two_files)
{
    read_text("pkg: p\nUnit x better=higher\n");
    ck_assert_str_eq(read_text("BenchmarkA 1 1 x\n"), "1 A 1 1 x .file:L\n");
    ck_assert_int_eq(ci_benchfile_unit_better(&reader, "x"), 1);
}
END_TEST

START_TEST(test_bad_lines)
{
    ck_assert_str_eq(
        read_text("BenchmarkA\nBenchmarkA \nBenchmarkA 1\nBenchmarkA 1 2\nBenchmarkA 1 2 x 3\n"
                  "BenchmarkA z 2 x\nBenchmarkA 1 z x\nBenchmarkA 99999999999999999999 1 x\n"
                  "BenchmarkA 1 1e400 x\nBenchmarkA 1 NaN x\nUnit\nUnit x y\nUnit x =y\n"),
        "f:2: missing iteration count\nf:3: missing measurements\nf:4: missing units\n"
        "f:5: missing units\nf:6: parsing iteration count: invalid syntax\n"
        "f:7: parsing measurement: invalid syntax\n"
        "f:8: parsing iteration count: value out of range\n"
        "f:9: parsing measurement: value out of range\nf:10: x is not a number; left out\n"
        "f:11: missing unit\nf:12: expected key=value\nf:13: expected key=value\n");
    ck_assert_uint_eq(reader.result_count, 0);
}
END_TEST

/* What else is on the line stays. */
START_TEST(test_not_a_number)
{
    ck_assert_str_eq(read_text("BenchmarkA 1 5 x NaN y +Inf z\nBenchmarkB 1 nan x\n"),
                     "f:1: y is not a number; left out\n1 A 1 5 x inf z .file:L\n"
                     "f:2: x is not a number; left out\n");
    ck_assert_uint_eq(reader.result_count, 1);
}
END_TEST

START_TEST(test_nul_bytes)
{
    static const char text[] = "BenchmarkA 1 1 x\0y\nBenchmarkB 1 1 x\n";
    ci_benchfile_parse(&reader, "f", "L", text, sizeof text - 1);
    ck_assert_str_eq(told, "f:1: NUL byte in line\n2 B 1 1 x .file:L\n");
}
END_TEST

START_TEST(test_units)
{
    read_text(
        "Unit ns/op better=lower assume=exact\nUnit ns/op assume=exact\nUnits x better=lower\n"
        "Unit ns/op assume=nothing\n");
    ck_assert_str_eq(told, "f:4: metadata assume of unit ns/op already set to exact\n");
    ck_assert(ci_benchfile_unit_is_exact(&reader, "sec/op"));
    ck_assert(!ci_benchfile_unit_is_exact(&reader, "B/op"));
    ck_assert_int_eq(ci_benchfile_unit_better(&reader, "sec/op"), -1);
    ck_assert_int_eq(ci_benchfile_unit_better(&reader, "B/s"), 1);
    ck_assert_int_eq(ci_benchfile_unit_better(&reader, "allocs/op"), -1);
    ck_assert_int_eq(ci_benchfile_unit_better(&reader, "x/op"), 0);
}
END_TEST

static const struct {
    const char *unit, *tidy;
    double factor;
    bool binary;
} units[] = {
    {"ns/op", "sec/op", 1e-9, false},     {"MB/s", "B/s", 1e6, true},
    {"x-ns/op", "x-sec/op", 1e-9, false}, {"B/op", "B/op", 1, true},
    {"x/ns", "x/ns", 1, false},           {"op/ns*ns", "op/ns*sec", 1e-9, false},
    {"MB*MB", "B*B", 1e12, true},         {"bytes/op", "bytes/op", 1, true},
    {"op/B", "op/B", 1, false},           {"sns", "sns", 1, false},
    {"p99-ns", "p99-sec", 1e-9, false},   {"-", "-", 1, false},
};

START_TEST(test_tidy)
{
    double factor;
    ck_assert_str_eq(ci_benchfile_tidy(reader.pool, units[_i].unit, &factor), units[_i].tidy);
    ck_assert_double_eq_tol(factor / units[_i].factor, 1, 1e-12);
    ck_assert_int_eq(ci_benchfile_unit_is_binary(units[_i].tidy), units[_i].binary);
}
END_TEST

static const struct {
    const char *name, *base, *parts;
} names[] = {
    {"A", "A", ""},
    {"A-8", "A", "[-8]"},
    {"A-", "A-", ""},
    {"A/n=1/x-2", "A", "[/n=1][/x][-2]"},
    {"A-b/c", "A-b", "[/c]"},
    {"A//-3", "A", "[/][/][-3]"},
    {"", "", ""},
    {"7", "7", ""},
    {"-7", "", "[-7]"},
    {"A/-", "A", "[/-]"},
};

START_TEST(test_name)
{
    char parts[100] = "";
    size_t count, base = ci_benchfile_name_base(names[_i].name);
    struct ci_bench_part *part = ci_benchfile_name_parts(reader.pool, names[_i].name, &count);
    for (size_t i = 0; i < count; i++)
        sprintf(parts + strlen(parts), "[%.*s]", (int)part[i].len, part[i].text);
    ck_assert_str_eq(parts, names[_i].parts);
    ck_assert_uint_eq(base, strlen(names[_i].base));
}
END_TEST

static const struct {
    const char *text;
    double value; /* NaN: refused */
} numbers[] = {
    {"1", 1},        {"-1.5e3", -1500}, {"+.5", .5},         {"5.", 5},       {"0x1p4", 16},
    {"0x.8p1", 1},   {"inf", INFINITY}, {"-Inf", -INFINITY}, {"1_000", 1000}, {"0x_fp0", 15},
    {"1e1_0", 1e10}, {"1e-400", 0},     {"", NAN},           {".", NAN},      {"e5", NAN},
    {"1e", NAN},     {"0x10", NAN},     {"0x", NAN},         {"_1", NAN},     {"1_", NAN},
    {"1__0", NAN},   {"1_.5", NAN},     {"1._5", NAN},       {"1e400", NAN},  {" 1", NAN},
    {"1x", NAN},     {"--1", NAN},      {"0b1", NAN},        {"1,5", NAN},
};

START_TEST(test_number)
{
    double value;
    const char *wrong = ci_benchfile_float(numbers[_i].text, strlen(numbers[_i].text), &value);
    ck_assert_int_eq(wrong != NULL, isnan(numbers[_i].value));
    if (!wrong)
        ck_assert(value == numbers[_i].value);
}
END_TEST

START_TEST(test_inputs)
{
    char *arguments[] = {"a", "b", "l=a", "a", "=x"};
    struct ci_bench_input *inputs = ci_benchfile_inputs(reader.pool, arguments, 5);
    static const char *const labels[] = {"a#0", "b", "l", "a#1", ""};
    static const char *const paths[] = {"a", "b", "a", "a", "x"};
    for (int i = 0; i < 5; i++) {
        ck_assert_str_eq(inputs[i].label, labels[i]);
        ck_assert_str_eq(inputs[i].path, paths[i]);
    }
}
END_TEST

TCase *ci_check_benchfile(void)
{
    TCase *tcase = tcase_create("benchfile");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, test_results);
    tcase_add_test(tcase, test_configuration);
    tcase_add_test(tcase, test_two_files);
    tcase_add_test(tcase, test_bad_lines);
    tcase_add_test(tcase, test_not_a_number);
    tcase_add_test(tcase, test_nul_bytes);
    tcase_add_test(tcase, test_units);
    tcase_add_loop_test(tcase, test_tidy, 0, sizeof units / sizeof units[0]);
    tcase_add_loop_test(tcase, test_name, 0, sizeof names / sizeof names[0]);
    tcase_add_loop_test(tcase, test_number, 0, sizeof numbers / sizeof numbers[0]);
    tcase_add_test(tcase, test_inputs);
    return tcase;
}
