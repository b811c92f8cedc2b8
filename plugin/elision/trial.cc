/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/trial.cc - trial compilations; see elision/trial.h. */
#include "elision/trial.h"
#include "base/copy.h"
#include "base/options.h"
#include "elision/size.h"
#include "elision/verdict.h"
#include "guard/need.h"

/* Copies that are made before what is still lost is left to the warnings. */
static const int ROUNDS_MAX = 4;

/* A function that a copy knows all of need not become RTL. */
static void skip_if_done(void *gate, void *unit)
{
    tree done = ((const elision_unit *)unit)->done;
    if (done && current_function_decl == done)
        *(bool *)gate = false;
}

/* `expands`: the code is made to the end, for its size. */
static void begin_copy(elision_unit *unit, FILE *told, bool expands)
{
    unit->told = told;
    unit->expands = expands;
    if (!expands)
        register_callback("cinstr", PLUGIN_OVERRIDE_GATE, skip_if_done, unit);
}

namespace
{
/* What a copy tells: SIZE of the next loop is `second`, or statement `second` of the function whose
 * DECL_UID is `first` was lost. */
struct message {
    enum { LOST, SIZE } kind;
    unsigned first, second;
};
} // namespace

/* Reads what a copy has told. Whether anything was lost that was not lost before. */
static bool hear(elision_unit *unit, FILE *told)
{
    bool any = false;
    message message;
    rewind(told);
    while (fread(&message, sizeof message, 1, told) == 1)
        if (message.kind == message::SIZE)
            unit->sizes.safe_push(message.second);
        else
            any |= need_add(message.first, message.second);
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
            begin_copy(unit, told, round == 0 && size_is_wanted());
            return;
        }
        bool good = copy_wait(copy);
        if (!good)
            need_add_all();
        unit->failed = !good;
        more = good && hear(unit, told);
        fclose(told);
    }
}

void trial_end_function(elision_unit *unit, tree function)
{
    if (!unit->told)
        return;
    unit->done = function;
    TREE_ASM_WRITTEN(function) = 1; /* as far as the copy goes */
}

static void tell_lost(const elision_unit &unit, const inventory &loop, unsigned statement)
{
    message message = {message::LOST, loop.function, statement};
    fwrite(&message, sizeof message, 1, unit.told);
}

static void tell(const elision_unit &unit, const inventory &loop)
{
    for (unsigned i = 0; i < loop.partly_lost.length(); i++)
        tell_lost(unit, loop, loop.partly_lost[i]);
    for (unsigned i = 0; i < loop.works.length(); i++) {
        const work &work = loop.works[i];
        for (unsigned k = 0; verdict_is_lost(work, loop) && k < work.statements.length(); k++)
            tell_lost(unit, loop, work.statements[k]);
    }
    message size = {message::SIZE, 0, loop.size};
    if (unit.expands)
        fwrite(&size, sizeof size, 1, unit.told);
}

void trial_end_unit(const elision_unit &unit)
{
    if (!unit.told)
        return;
    for (unsigned i = 0; i < unit.inventories.length(); i++)
        tell(unit, *unit.inventories[i]);
    _exit(fclose(unit.told) == 0 && !seen_error() ? 0 : 1);
}
