/* SPDX-License-Identifier: MIT */
/* check_cli.c - runs the unit tests of the cinstr command. */
#include "check_cli.h"

#include <stdlib.h>

int main(void)
{
    Suite *suite = suite_create("cli");
    suite_add_tcase(suite, ci_check_base());
    suite_add_tcase(suite, ci_check_profile());
    suite_add_tcase(suite, ci_check_measure());
    suite_add_tcase(suite, ci_check_filepath());
    suite_add_tcase(suite, ci_check_name());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
