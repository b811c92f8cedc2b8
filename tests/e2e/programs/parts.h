/* SPDX-License-Identifier: MIT */
/* One program in three parts, to link in every way there is. */
#ifndef CINSTR_E2E_PARTS_H
#define CINSTR_E2E_PARTS_H

long part_one(long x);
long part_two(long x, long (*back)(long));
extern long early_calls;

#endif
