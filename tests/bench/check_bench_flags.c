/* SPDX-License-Identifier: MIT */
/* check_bench_flags.c - the command line. */
#include "check_bench.h"

#include "../../bench/flags.h"

#include <string.h>

static struct ci_flags flags;
static char error[256];

/* Parses words parted by blanks. */
static bool parse(const char *line)
{
    char *argv[32] = {"program"};
    int argc = 1;
    static char copy[512];
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    error[0] = '\0';
    return ci_flags_parse(&flags, argc, argv, error, sizeof error);
}

START_TEST(test_defaults)
{
    ck_assert(parse(""));
    ck_assert_str_eq(flags.bench, ".");
    ck_assert_int_eq(flags.bench_nanos, 1000000000);
    ck_assert_int_eq(flags.bench_count, 0);
    ck_assert_int_eq(flags.count, 1);
    ck_assert_int_eq(flags.cpu_count, 0);
    ck_assert_int_eq(flags.timeout_nanos, 600000000000);
    ck_assert(!flags.verbose && !flags.json && !flags.benchmem && !flags.shuffle);
    ck_assert_ptr_null(flags.skip);
    ck_assert_int_eq(flags.elided, CI_ELIDED_NOTE);
}
END_TEST

START_TEST(test_spellings)
{
    static const char *const lines[] = {"-bench=X",      "-bench X",      "--bench=X",
                                        "--bench X",     "-test.bench=X", "-test.bench X",
                                        "--test.bench=X"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_assert_msg(parse(lines[i]), "%s: %s", lines[i], error);
        ck_assert_str_eq(flags.bench, "X");
    }
    ck_assert(parse("-bench="));
    ck_assert_str_eq(flags.bench, "");
    ck_assert(parse("-bench -v")); /* a value may begin with a dash, as in Go */
    ck_assert_str_eq(flags.bench, "-v");
}
END_TEST

START_TEST(test_values)
{
    ck_assert(parse("-benchtime=100x -count=5 -cpu=1,2,4 -timeout 1m -shuffle=42 -v -benchmem=true "
                    "-skip a/b -elided=error -outputdir=d -cpuprofile c -memprofile=m -pkg=p"));
    ck_assert_int_eq(flags.bench_count, 100);
    ck_assert_int_eq(flags.count, 5);
    ck_assert_int_eq(flags.cpu_count, 3);
    ck_assert_int_eq(flags.cpus[2], 4);
    ck_assert_int_eq(flags.timeout_nanos, 60000000000);
    ck_assert(flags.shuffle && flags.has_seed && flags.seed == 42);
    ck_assert(flags.verbose && flags.benchmem);
    ck_assert_str_eq(flags.skip, "a/b");
    ck_assert_int_eq(flags.elided, CI_ELIDED_ERROR);
    ck_assert_str_eq(flags.memory_profile, "m");
    ck_assert(parse("-benchtime=100x -benchtime=1m30s"));
    ck_assert_int_eq(flags.bench_count, 0);
    ck_assert_int_eq(flags.bench_nanos, 90000000000);
    ck_assert(parse("-v -v=false"));
    ck_assert(!flags.verbose);
    ck_assert(parse("-shuffle on"));
    ck_assert(flags.shuffle && !flags.has_seed);
    ck_assert(parse("-shuffle 42 -shuffle off"));
    ck_assert(!flags.shuffle);
    ck_assert(parse("-json"));
    ck_assert(flags.verbose);
}
END_TEST

START_TEST(test_mistakes)
{
    static const char *const lines[] = {
        "-zz",
        "-count=0",
        "-count=-1",
        "-count=1x",
        "-count",
        "-benchtime=0s",
        "-benchtime=0x",
        "-benchtime=x",
        "-benchtime=-1s",
        "-benchtime=1.5y",
        "-benchtime=1.5x",
        "-cpu=0",
        "-cpu=1,,2",
        "-cpu=",
        "-cpu=2,x",
        "-timeout=-1s",
        "-v=maybe",
        "-shuffle=sometimes",
        "word",
        "-",
        "-elided=maybe",
        "-benchtime=99999999999999999999x",
        "-benchm",
        "-bench=a b",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_assert_msg(!parse(lines[i]), "%s", lines[i]);
        ck_assert_msg(*error && !strchr(error, '\n'), "%s: %s", lines[i], error);
    }
}
END_TEST

START_TEST(test_mistakes_name_flag_and_value)
{
    parse("-benchtime=1.5y");
    ck_assert_str_eq(error, "invalid value '1.5y' for -benchtime: expected a duration like 1s, or "
                            "iterations like 100x");
    parse("-zz");
    ck_assert_str_eq(error, "unknown flag '-zz'; -h tells the flags");
    parse("-count");
    ck_assert_str_eq(error, "flag -count needs a value: N");
}
END_TEST

RUN_TESTS("bench_flags", test_defaults, test_spellings, test_values, test_mistakes,
          test_mistakes_name_flag_and_value)
