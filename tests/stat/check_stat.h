/* SPDX-License-Identifier: MIT */
/* check_stat.h - the test cases of the suite of `cinstr stat`, a file each. */
#ifndef CINSTR_TESTS_CHECK_STAT_H
#define CINSTR_TESTS_CHECK_STAT_H

#include "base/pool.h"

#include <check.h>

/* A pool for the tests of one case, which starts empty in each. */
extern struct ci_pool *const ci_check_pool;

/* A case whose tests have the pool. */
TCase *ci_check_pool_case(const char *name);

TCase *ci_check_stat_math(void);
TCase *ci_check_stat_utest(void);
TCase *ci_check_stat_signed_rank(void);
TCase *ci_check_stat_stopping(void);
TCase *ci_check_stat_number(void);
TCase *ci_check_stat_limit(void);
TCase *ci_check_benchfile(void);

#endif
