/* SPDX-License-Identifier: MIT */
/* peak.h - what one core of this machine can do, measured by short kernels. */
#ifndef CINSTR_CLI_PICTURE_PEAK_H
#define CINSTR_CLI_PICTURE_PEAK_H

#include <stddef.h>

enum ci_precision { CI_SINGLE, CI_DOUBLE };

/*
 * Floating-point operations a second of processor time: multiply-adds on the widest vectors that
 * the processor has, in registers; the best of many short runs. Takes about 0.1 s.
 */
double ci_peak_flops(enum ci_precision precision);

/*
 * Bytes that instructions load and store in a second of processor time, of a working set of this
 * SIZE: the best of reading it and of a = b + s * c in it. Takes about 0.1 s, more where SIZE is
 * large. 0: no memory.
 */
double ci_peak_bandwidth(size_t size);

#endif
