/* SPDX-License-Identifier: MIT */
/* check_cli.h - the test cases of the command's unit suite, a file each. */
#ifndef CINSTR_TESTS_CHECK_CLI_H
#define CINSTR_TESTS_CHECK_CLI_H

#include <check.h>

TCase *ci_check_base(void);
TCase *ci_check_profile(void);
TCase *ci_check_measure(void);
TCase *ci_check_filepath(void);
TCase *ci_check_name(void);

#endif
