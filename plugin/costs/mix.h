/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mix.h - what an instruction of the final code does: loads, stores, branches, floating-point
 * operations and the other measures of CINSTR_MIX_MEASURES (cinstr/measures.h).
 *
 * docs/mix.md tells users what counts as what.
 */
#ifndef CINSTR_PLUGIN_COSTS_MIX_H
#define CINSTR_PLUGIN_COSTS_MIX_H

#include "gcc.h"

#include <cinstr/abi.h>
#include <cinstr/measures.h>

/* By enum cinstr_mix_kind. */
struct mix {
    unsigned of[CINSTR_MIX_COUNT];
};

/* For one execution; of an instruction that repeats (insns_repeats), for one step. */
mix mix_of(rtx_insn *insn);

#endif
