/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/measuring.h - where a function that a harness calls in each iteration is measured.
 *
 *     while (uint64_t n = rounds()) {       of Bench::run
 *         start();
 *         while (n-- > 0)                   the measuring cycle
 *             body();                       inlined here: what GCC moves to start() is lost
 *         stop();
 *     }
 */
#ifndef CINSTR_PLUGIN_ELISION_MEASURING_H
#define CINSTR_PLUGIN_ELISION_MEASURING_H

#include "gcc.h"

/* The measuring cycles of a function. `cycles` may be empty: then GCC has removed them. */
struct measuring {
    bool is_host = false;              /* it has code of a function that has the harness's loop */
    auto_vec<vec<basic_block>> cycles; /* owned */
    auto_vec<int> cycle_of;            /* by index of the block; -1: none */

    ~measuring()
    {
        for (unsigned i = 0; i < cycles.length(); i++)
            cycles[i].release();
    }
};

/* Fills `measuring`, which is empty, for cfun. */
void measuring_find(measuring *measuring, function *fun);

#endif
