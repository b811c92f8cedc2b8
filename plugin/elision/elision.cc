/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision.cc - the passes of the elision detector; see elision.h. */
#include "elision/elision.h"
#include "base/options.h"
#include "base/pass.h"
#include "elision/check.h"
#include "elision/inventory.h"
#include "elision/rest.h"
#include "elision/size.h"
#include "elision/source.h"
#include "elision/stream.h"
#include "elision/trial.h"
#include "elision/verdict.h"

/* Made by elision_register; GCC hands nothing to its passes, so they find it here. */
static elision_unit *unit;

/* ---- After the pass `ssa` ---- */

static bool inventory_gate(function *)
{
    return !in_lto_p;
}

static unsigned inventory_execute(function *fun)
{
    inventory_make(unit, fun);
    return 0;
}

DEFINE_GIMPLE_PASS(inventory, 0)

/* ---- Inventories of a function ---- */

static void find_own(tree function, vec<inventory *> *own)
{
    const vec<inventory *> &inventories = unit->inventories;
    for (unsigned i = 0; i < inventories.length(); i++)
        if (inventories[i]->function == DECL_UID(function))
            own->safe_push(inventories[i]);
}

/* ---- Before functions are inlined, in a trial compilation ---- */

static bool partly_lost_gate(function *)
{
    return unit->told != NULL;
}

static unsigned partly_lost_execute(function *fun)
{
    inventory_find_partly_lost(unit, fun->decl);
    return 0;
}

DEFINE_GIMPLE_PASS(partly_lost, 0)

/* ---- When GCC has found out which functions have no side effects ---- */

static bool settle_gate(function *)
{
    return !in_lto_p;
}

static unsigned settle_execute(function *fun)
{
    inventory_settle(unit, fun->decl);
    auto_vec<inventory *> own;
    find_own(fun->decl, &own);
    if (own.length() == 0)
        return 0;
    if (flag_generate_lto)
        stream_out(fun->decl, own);
    else if (optimize)
        check_early(fun, own);
    return 0;
}

DEFINE_GIMPLE_PASS(settle, 0)

/* ---- Beside the pass that merges functions ---- */

static void read_streamed(tree function)
{
    if (!unit->streamed.add(DECL_UID(function)))
        stream_in(function, &unit->inventories);
}

static void read_streamed_of_unit(void)
{
    cgraph_node *node;
    FOR_EACH_FUNCTION (node)
        read_streamed(DECL_ORIGIN(node->decl));
}

/* GCC merges no functions that have different attributes. */
static bool hide_gate(function *)
{
    return in_lto_p || flag_generate_lto;
}

static unsigned hide_execute(function *)
{
    if (in_lto_p)
        read_streamed_of_unit();
    cgraph_node *node;
    FOR_EACH_FUNCTION (node)
        stream_remove(node->decl);
    return 0;
}

DEFINE_IPA_PASS(hide)

/* Only here other compilers read what this one writes from now on. */
static bool show_gate(function *)
{
    return flag_wpa != NULL;
}

static unsigned show_execute(function *)
{
    cgraph_node *node;
    FOR_EACH_FUNCTION (node) {
        auto_vec<inventory *> own;
        find_own(node->decl, &own);
        if (own.length() > 0)
            stream_out(node->decl, own);
    }
    return 0;
}

DEFINE_IPA_PASS(show)

/* ---- After the last pass over GIMPLE ---- */

static void read_streamed_of_place(tree function, location_t, tree, void *)
{
    read_streamed(function);
}

static void read_streamed_of_code(function *fun)
{
    if (unit->streamed.is_empty())
        read_streamed_of_unit(); /* functions that were merged have no code */
    read_streamed(DECL_ORIGIN(fun->decl));
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            rest_for_each_place(gimple_location(gsi_stmt(gsi)), read_streamed_of_place, NULL);
}

static bool left_gate(function *)
{
    return optimize > 0;
}

static unsigned left_execute(function *fun)
{
    if (in_lto_p)
        read_streamed_of_code(fun);
    check_function(fun, unit->inventories);
    hosts_add_compiled(&unit->hosts, fun->decl);
    trial_end_function(unit, fun->decl);
    return 0;
}

DEFINE_GIMPLE_PASS(left, 0)

/* ---- The final code ---- */

static bool size_gate(function *)
{
    return size_is_wanted();
}

static unsigned size_execute(function *fun)
{
    size_add(fun, unit->inventories);
    return 0;
}

DEFINE_RTL_PASS(size)

void elision_end_unit(void)
{
    if (!seen_error())
        check_end(unit->inventories, &unit->hosts);
    trial_end_unit(*unit);
    if (unit->failed && !seen_error()) /* else that may be the program's fault */
        warning(0,
                "cinstr: a trial compilation failed, so all that measured loops do is guarded, as "
                "with %<guard=all%>");
    for (unsigned i = 0; i < unit->sizes.length() && i < unit->inventories.length(); i++)
        size_tell(*unit->inventories[i], unit->sizes[i]);
    if (seen_error() || options.elided == ELIDED_OFF)
        return;
    for (unsigned i = 0; i < unit->inventories.length(); i++)
        verdict_tell(*unit->inventories[i]);
}

void elision_register(const char *plugin)
{
    unit = new elision_unit();
    source_register(plugin, unit);
    register_callback(plugin, PLUGIN_GGC_MARKING, inventory_mark, unit);
    pass_insert(plugin, make_inventory_pass(), "ssa", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_partly_lost_pass(), "einline", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_settle_pass(), "local-pure-const", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_hide_pass(), "icf", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_show_pass(), "icf", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_left_pass(), "optimized", PASS_POS_INSERT_AFTER);
    if (size_is_wanted())
        pass_insert(plugin, make_size_pass(), "vartrack", PASS_POS_INSERT_BEFORE);
}
