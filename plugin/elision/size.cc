/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/size.cc - instructions of measured loops in the final code; see elision/size.h. */
#include "elision/size.h"
#include "base/options.h"
#include "costs/insns.h"
#include "elision/cycles.h"
#include "elision/rest.h"
#include "guard/guard.h"

bool size_is_wanted(void)
{
    return options.verbose && options.guard == GUARD_ON && !options.probes;
}

/* The instructions of a cycle when it has some of the loop's; else 0. */
static unsigned size_of_cycle(const vec<basic_block> &blocks, const inventory &loop)
{
    unsigned size = 0;
    bool found = false;
    for (unsigned i = 0; i < blocks.length(); i++) {
        rtx_insn *insn;
        FOR_BB_INSNS (blocks[i], insn)
            if (unsigned count = insns_count(insn)) {
                size += count;
                found = found || rest_is_at(INSN_LOCATION(insn), loop, loop.places);
            }
    }
    return found ? size : 0;
}

void size_add(function *fun, const vec<inventory *> &loops)
{
    function_cycles cycles;
    if (loops.length() == 0)
        return;
    cycles_find(&cycles, fun, NULL);
    for (unsigned i = 0; i < loops.length(); i++)
        for (unsigned k = 0; k < cycles.found.length(); k++)
            loops[i]->size += size_of_cycle(cycles.found[k], *loops[i]);
}

void size_tell(const inventory &loop, unsigned before)
{
    /* A function that GCC has merged with another has no code of its own. */
    if (!loop.guarded || loop.whole || loop.size == 0)
        return;
    guard_note(loop.where, "guarded: the loop has %u instructions, %d more than without the guard",
               loop.size, (int)(loop.size - before));
}
