/* SPDX-License-Identifier: MIT */
/* check_unit.h - runs a suite of one test case; for main of each unit test. */
#ifndef CHECK_UNIT_H
#define CHECK_UNIT_H

#include <check.h>
#include <stdlib.h>

/* Runs the tests, in a process each, and frees them. Returns main's exit status. */
static inline int unit_run(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
