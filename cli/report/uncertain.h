/* SPDX-License-Identifier: MIT */
/* uncertain.h - functions whose instructions or times are not certain (profile/doubt.h). */
#ifndef CINSTR_CLI_REPORT_UNCERTAIN_H
#define CINSTR_CLI_REPORT_UNCERTAIN_H

#include "report/report.h"

/* Prints them, the least certain first; of the flags only those of the header and of the number of
 * entries matter. */
ci_report_print ci_uncertain_print;

#endif
