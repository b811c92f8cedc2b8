/* SPDX-License-Identifier: MIT */
/* check_bench_pattern.c - selection by name, and the names of sub-benchmarks. */
#include "check_bench.h"

#include "../../bench/names.h"
#include "../../bench/pattern.h"

#include <string.h>

enum match { NO, YES, PARTIAL };

static enum match match(const char *text, const char *name)
{
    char error[192];
    bool partial = false;
    struct ci_bench_pattern *pattern = ci_bench_pattern_create(text, error, sizeof error);
    ck_assert_msg(pattern != NULL, "%s: %s", text, error);
    bool matches = ci_bench_pattern_match(pattern, name, &partial);
    ci_bench_pattern_destroy(&pattern);
    ck_assert_ptr_null(pattern);
    return matches ? partial ? PARTIAL : YES : NO;
}

/* As in the tests of Go's own matcher. */
START_TEST(test_elements)
{
    static const struct {
        const char *pattern, *name;
        enum match expected;
    } rows[] = {
        {"", "TestFoo", YES},
        {"TestFoo", "TestFoo", YES},
        {"TestFoo/", "TestFoo", PARTIAL},
        {"TestFoo/bar/baz", "TestFoo", PARTIAL},
        {"TestFoo", "TestFoo/bar", YES},
        {"TestFoo/bar/baz", "TestFoo/bar", PARTIAL},
        {"TestFoo/bar/baz", "TestFoo/bar/baz", YES},
        {"TestFoo/bar/baz", "TestFoo/bar/baz/x", YES},
        {"TestFoo/bar/baz", "TestBar", NO},
        {"TestBar", "TestFoo", NO},
        {"TestBar/foo", "TestFoo/bar", NO},
        {"TestFoo/baz", "TestFoo/bar", NO},
        {"/bar/baz", "TestFoo/bar", PARTIAL},
        {"A/B|C/D", "A", PARTIAL},
        {"A/B|C/D", "C", PARTIAL},
        {"A/B|C/D", "C/D", YES},
        {"A/B|C/D", "C/B", NO},
        {"(A/B|C)/D", "A/D", NO},
        {"(A|C)/D", "C/D", YES},
        {"[/|]x", "a|x", YES},
        {"a\\/b", "a", NO},
        {"oo", "TestFoo", YES}, /* not anchored */
        {"^oo", "TestFoo", NO},
        {"Foo$", "TestFoo", YES},
        {"a b", "a_b", YES}, /* written as the name is rewritten */
        {"/", "X", PARTIAL},
        {"//", "X/y", PARTIAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)

        ck_assert_msg(match(rows[i].pattern, rows[i].name) == rows[i].expected, "'%s' on '%s'",
                      rows[i].pattern, rows[i].name);
}
END_TEST

START_TEST(test_expressions)
{
    static const struct {
        const char *pattern, *name;
        enum match expected;
    } rows[] = {
        {"n=\\d+k", "n=12k", YES},
        {"n=\\d+k", "n=k", NO},
        {"^\\D+$", "abc", YES},
        {"^\\D+$", "a1c", NO},
        {"^\\w+$", "a_1", YES},
        {"^\\w+$", "a-1", NO},
        {"^[\\d.]+$", "1.5", YES},
        {"^[\\d.]+$", "1x5", NO},
        {"^[^\\d]+$", "abc", YES},
        {"^[^\\d]+$", "ab1", NO},
        {"^[\\]a]+$", "a]", YES},
        {"^[]a]+$", "a]", YES},
        {"^[^]a]+$", "bc", YES},
        {"^[a^]+$", "a^", YES},
        {"^[\\^]$", "^", YES},
        {"^[\\^-]+$", "-^", YES},
        {"^[\\^-]+$", "a", NO},
        {"^[a\\-z]+$", "a-z", YES},
        {"^[a\\-z]+$", "b", NO},
        {"^[a-c]+$", "abc", YES},
        {"^[[:upper:]x]+$", "Ax", YES},
        {"(?i)parse", "BenchmarkPARSE", YES},
        {"(?:ab)+$", "abab", YES},
        {"^a.*?b$", "axxb", YES},
        {"^a{2}$", "aa", YES},
        {"^a{2}$", "a", NO},
        {"\\Aab\\z", "ab", YES},
        {"a\\.b", "a.b", YES},
        {"a\\.b", "axb", NO},
        {"a\\+b", "a+b", YES},
        {"\\bfoo\\b", "a foo", YES},
        {"µs", "10µs", YES},
        {"Parse|Print", "BenchmarkPrint", YES},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(match(rows[i].pattern, rows[i].name) == rows[i].expected, "'%s' on '%s'",
                      rows[i].pattern, rows[i].name);
}
END_TEST

START_TEST(test_invalid_expressions)
{
    static const char *const bad[] = {"[",     "a/[",  "(",        ")",   "*a",       "a**",
                                      "[b-a]", "\\pL", "(?P<n>x)", "x|(", "[[:no:]]", "[a\\"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char error[192] = "";
        ck_assert_msg(ci_bench_pattern_create(bad[i], error, sizeof error) == NULL, "%s", bad[i]);
        ck_assert_msg(strstr(error, "invalid regexp \"") == error, "%s", error);
    }
}
END_TEST

START_TEST(test_rewriting)
{
    static const char *const rows[][2] = {
        {"a b", "a_b"},
        {"a\tb\nc", "a_b_c"},
        {"\x01\x7f", "\\x01\\x7f"},
        {"\a\b", "\\a\\b"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"\xff", "\xef\xbf\xbd"},
        {"\xc3(", "\xef\xbf\xbd("},
        {"\xe2\x80\x8b", "\\u200b"},
        {"\xc2\xa0", "_"},
        {"\xe3\x80\x80", "_"},
        {"\xc2\x80", "\\u0080"},
        {"\xe6\x97\xa5", "\xe6\x97\xa5"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *name = ci_names_rewrite(rows[i][0]);
        ck_assert_str_eq(name, rows[i][1]);
        free(name);
    }
}
END_TEST

/* One table through the life of a parent, as in the tests of Go's own matcher. */
START_TEST(test_unique_names)
{
    static const char *const rows[][2] = {
        {"x", "p/x"},    {"x", "p/x#01"},       {"x", "p/x#02"},    {"", "p/#00"},
        {"", "p/#01"},   {"x#01", "p/x#01#01"}, {"y#02", "p/y#02"}, {"y", "p/y"},
        {"y", "p/y#01"}, {"y", "p/y#03"},       {"z#00", "p/z#00"}, {"#", "p/#"},
        {"#", "p/##01"},
    };
    struct ci_names names = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *name = ci_names_unique(&names, "p", rows[i][0]);
        ck_assert_str_eq(name, rows[i][1]);
        free(name);
    }
    ci_names_deinit(&names);
    ck_assert_ptr_null(names.first);
}
END_TEST

RUN_TESTS("bench_pattern", test_elements, test_expressions, test_invalid_expressions,
          test_rewriting, test_unique_names)
