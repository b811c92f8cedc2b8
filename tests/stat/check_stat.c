/* SPDX-License-Identifier: MIT */
/* check_stat.c - runs the unit tests of `cinstr stat` and of the reader of benchmark files. */
#include "check_stat.h"

#include <stdlib.h>

static struct ci_pool memory;
struct ci_pool *const ci_check_pool = &memory;

static void setup(void)
{
    memory = (struct ci_pool){0};
}

static void teardown(void)
{
    ci_pool_deinit(&memory);
}

TCase *ci_check_pool_case(const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("stat");
    suite_add_tcase(suite, ci_check_stat_math());
    suite_add_tcase(suite, ci_check_stat_utest());
    suite_add_tcase(suite, ci_check_stat_signed_rank());
    suite_add_tcase(suite, ci_check_stat_stopping());
    suite_add_tcase(suite, ci_check_stat_number());
    suite_add_tcase(suite, ci_check_stat_limit());
    suite_add_tcase(suite, ci_check_benchfile());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
