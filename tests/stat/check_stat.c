/* SPDX-License-Identifier: MIT */
/* check_stat.c - runs the unit tests of `cinstr stat` and of the reader of benchmark files. */
#include "check_stat.h"

#include <stdlib.h>

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
