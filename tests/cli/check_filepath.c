/* SPDX-License-Identifier: MIT */
/* check_filepath.c - cleaning and trimming of paths. */
#include "check_cli.h"
#include "base/filepath.h"

static struct ci_pool pool;

static void release(void)
{
    ci_pool_deinit(&pool);
}

START_TEST(cleans)
{
    static const char *const cases[][2] = {
        {"", "."},
        {"/", "/"},
        {"a//b/./c/", "a/b/c"},
        {"a/../b", "b"},
        {"../../a", "../../a"},
        {"/../a", "/a"},
        {"a/..", "."},
        {"a/../..", ".."},
        {"./a/../../b", "../b"},
        {"/a/b/../../c.c", "/c.c"},
        {"a/b/..", "a"},
        {"..a/b", "..a/b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(ci_filepath_clean(&pool, cases[i][0]), cases[i][1]);
}
END_TEST

START_TEST(splits)
{
    ck_assert_str_eq(ci_filepath_base(&pool, "/a/b.c"), "b.c");
    ck_assert_str_eq(ci_filepath_base(&pool, "a/b//"), "b");
    ck_assert_str_eq(ci_filepath_base(&pool, "//"), "/");
    ck_assert_str_eq(ci_filepath_base(&pool, ""), ".");
    ck_assert_str_eq(ci_filepath_dir(&pool, "/a/b"), "/a");
    ck_assert_str_eq(ci_filepath_dir(&pool, "/a"), "/");
    ck_assert_str_eq(ci_filepath_dir(&pool, "a"), ".");
    ck_assert_str_eq(ci_filepath_join(&pool, "/a/", "../b"), "/b");
    ck_assert_str_eq(ci_filepath_join(&pool, "", "b/"), "b");
}
END_TEST

START_TEST(lists)
{
    const char *list = "a::b:";
    ck_assert_str_eq(ci_filepath_next(&pool, &list), "a");
    ck_assert_str_eq(ci_filepath_next(&pool, &list), "");
    ck_assert_str_eq(ci_filepath_next(&pool, &list), "b");
    ck_assert_str_eq(ci_filepath_next(&pool, &list), "");
    ck_assert_ptr_null(ci_filepath_next(&pool, &list));
}
END_TEST

START_TEST(trims)
{
    ck_assert_str_eq(ci_filepath_trim(&pool, "/x/proj/a.c", "", "/home/proj"), "a.c");
    ck_assert_str_eq(ci_filepath_trim(&pool, "/x/proj/a.c", "/x:/y", "/home/proj"), "proj/a.c");
    ck_assert_str_eq(ci_filepath_trim(&pool, "/x/proj/a.c", "/z", "/home/proj"), "/x/proj/a.c");
    ck_assert_str_eq(ci_filepath_trim(&pool, "/proc/self/cwd/./a.c", "", ""), "a.c");
    ck_assert_str_eq(ci_filepath_trim(&pool, "a.c", "", ""), "a.c");
}
END_TEST

TCase *ci_check_filepath(void)
{
    TCase *tests = tcase_create("filepath");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_add_test(tests, cleans);
    tcase_add_test(tests, splits);
    tcase_add_test(tests, lists);
    tcase_add_test(tests, trims);
    return tests;
}
