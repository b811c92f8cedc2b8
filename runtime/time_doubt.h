/* SPDX-License-Identifier: MIT */
/* time_doubt.h - how far the times that a profile tells may be from the truth. */
#ifndef CINSTR_RUNTIME_TIME_DOUBT_H
#define CINSTR_RUNTIME_TIME_DOUBT_H

#include "calibrate.h"
#include "doubt.h"

/*
 * Collects functions whose times are not certain, as doubt.h has them but in ns, the widest first.
 * Left out are those where the doubt is less than a twentieth of the function's time or less than a
 * thousandth of all. Nothing is endless: a function took at least what is told, less what the
 * probes cost at most beyond what was taken out, and at most that plus all that was taken out.
 * To be called when the contexts' times are in ns. False: no memory.
 */
bool ci_time_doubt_collect(const struct ci_snapshot *snapshot,
                           const struct ci_calibration *calibration, double nanos_per_tick,
                           struct ci_doubts *doubts);

#endif
