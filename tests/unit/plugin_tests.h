/* SPDX-License-Identifier: MIT */
/* plugin_tests.h - runs the tests of one of the plugin's pure parts. */
#ifndef CINSTR_TESTS_PLUGIN_TESTS_H
#define CINSTR_TESTS_PLUGIN_TESTS_H

#include <check.h>

/* Runs them in forks (CK_FORK); the process's exit status. */
static inline int run_tests(const char *name, const TTest *const *tests, int count)
{
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    for (int i = 0; i < count; i++)
        tcase_add_test(all, tests[i]);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#endif
