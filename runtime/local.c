/* SPDX-License-Identifier: MIT */
/* local.c - see local.h. */
#include "local.h"

_Thread_local struct ci_local ci_local;
