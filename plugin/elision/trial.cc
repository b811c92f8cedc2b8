/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/trial.cc - trial compilations; see elision/trial.h. */
#include "elision/trial.h"
#include "base/copy.h"
#include "base/options.h"
#include "elision/verdict.h"
#include "guard/need.h"

/* Copies that are made before what is still lost is left to the warnings. */
static const int ROUNDS_MAX = 4;

/* The function whose GIMPLE is done with; GCC hands nothing to this callback. */
static tree done;

/* What a copy has found out about a function it need not expand to RTL. */
static void skip_if_done(void *gate, void *)
{
    if (done && current_function_decl == done)
        *(bool *)gate = false;
}

static void begin_copy(elision_unit *unit, FILE *told)
{
    unit->told = told;
    register_callback("cinstr", PLUGIN_OVERRIDE_GATE, skip_if_done, NULL);
}

/* Reads what a copy has told. Whether any of it is new. */
static bool hear(FILE *told)
{
    bool any = false;
    unsigned lost[2];
    rewind(told);
    while (fread(lost, sizeof lost, 1, told) == 1)
        any |= need_add(lost[0], lost[1]);
    return any;
}

void trial_run(elision_unit *unit)
{
    if (unit->tried || options.guard != GUARD_ON || !optimize)
        return;
    unit->tried = true;
    if (flag_lto) { /* what is lost shows in the link only, and there it is too late */
        need_add_all();
        return;
    }
    bool more = true;
    for (int round = 0; more && round < ROUNDS_MAX; round++) {
        FILE *told = tmpfile();
        pid_t copy = told ? copy_start(told, NULL) : -1;
        if (copy < 0)
            fatal_error(UNKNOWN_LOCATION, "cinstr: cannot start a trial compilation: %m; use "
                                          "%<-fplugin-arg-cinstr-guard=all%>");
        if (copy == 0) {
            begin_copy(unit, told);
            return;
        }
        bool good = copy_wait(copy);
        if (!good) /* if that is the program's fault, the compilation will tell */
            need_add_all();
        more = good && hear(told);
        fclose(told);
    }
}

void trial_end_function(const elision_unit &unit, tree function)
{
    if (!unit.told)
        return;
    done = function;
    TREE_ASM_WRITTEN(function) = 1; /* as far as the copy goes */
}

static void tell(const elision_unit &unit, const inventory &loop)
{
    for (unsigned i = 0; i < loop.works.length(); i++) {
        const work &work = loop.works[i];
        if (!verdict_is_lost(work, loop))
            continue;
        for (unsigned k = 0; k < work.statements.length(); k++) {
            unsigned lost[2] = {loop.function, work.statements[k]};
            fwrite(lost, sizeof lost, 1, unit.told);
        }
    }
}

void trial_end_unit(const elision_unit &unit)
{
    if (!unit.told)
        return;
    for (unsigned i = 0; i < unit.inventories.length(); i++)
        tell(unit, *unit.inventories[i]);
    _exit(fclose(unit.told) == 0 && !seen_error() ? 0 : 1);
}
