/* SPDX-License-Identifier: GPL-3.0-or-later */
/* need.cc - the statements that need the guard; see need.h. */
#include "guard/need.h"
#include "base/options.h"

/* What trials have found. GCC hands nothing to its passes, so they find it here. */
static struct {
    /* The function in the upper half, the statement in the lower one. */
    hash_set<uint64_t, false, int_hash<uint64_t, 0, UINT64_MAX>> *statements;
    bool all;
} unit;

static uint64_t key_of(unsigned function, unsigned statement)
{
    return (uint64_t)function << 32 | statement;
}

void need_number(function *fun, hash_map<gimple *, unsigned> *numbers)
{
    unsigned number = 0;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (!is_gimple_debug(gsi_stmt(gsi)))
                numbers->put(gsi_stmt(gsi), ++number);
}

bool need_add(unsigned function, unsigned statement)
{
    if (!unit.statements)
        unit.statements = new hash_set<uint64_t, false, int_hash<uint64_t, 0, UINT64_MAX>>;
    return !unit.statements->add(key_of(function, statement));
}

bool need_has(unsigned function, unsigned statement)
{
    return need_has_all() ||
           (unit.statements && unit.statements->contains(key_of(function, statement)));
}

void need_add_all(void)
{
    unit.all = true;
}

bool need_has_all(void)
{
    return options.guard == GUARD_ALL || unit.all;
}
