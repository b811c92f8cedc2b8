/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/inputs.cc - hides from GCC what comes into a measured loop from outside.
 *
 * A value in a register is carried around the loop, so that hiding it changes no other value and
 * costs no copy:
 *
 *     w_1 = ...;                             w_1 = ...;
 *     loop:                                  loop:
 *         if (i >= n) goto end;                  w_2 = PHI <w_1, w_3>;
 *         r = area(w_1);                         if (i >= n) goto end;
 *         goto loop;                             asm volatile("" : "=r"(w_3) : "0"(w_2));
 *     end:                                       r = area(w_3);
 *         print(w_1);                            goto loop;
 *                                            end:
 *                                                print(w_2);
 *
 * An object in memory that the loop reads is read and written by an asm at the same place; so is a
 * long double, which on the x87 stack would have to be moved to its top first.
 *
 * What tells which function is called is not hidden: then GCC could not inline it, and a call of an
 * empty function would hide that all it did is lost.
 *
 * The counter of the loop is hidden too where the work uses it: with i known to grow by one, i * 7
 * would become an addition.
 */
#include "guard/guard.h"
#include "guard/harness.h"
#include "guard/callee.h"
#include "guard/sink.h"
#include "base/target.h"

/* The block that each iteration passes after the loop's condition; of a whole body, the first. */
static basic_block find_head(const measured_loop &measured)
{
    if (!measured.loop)
        return split_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(cfun)));
    basic_block header = measured.loop->header;
    if (!safe_dyn_cast<gcond *>(last_nondebug_stmt(header)))
        return header;
    edge inner = NULL, next;
    edge_iterator ei;
    FOR_EACH_EDGE (next, ei, header->succs) {
        if (!flow_bb_inside_loop_p(measured.loop, next->dest))
            continue;
        if (inner)
            return header; /* both ways stay in the loop */
        inner = next;
    }
    if (!inner || inner->dest == header)
        return header;
    return single_pred_p(inner->dest) ? inner->dest : split_edge(inner);
}

/* Whether an SSA name is a value from outside of the loop that is to be hidden. */
static bool is_input(guarded *guarded, tree name)
{
    if (TREE_CODE(name) != SSA_NAME || virtual_operand_p(name) ||
        SSA_NAME_OCCURS_IN_ABNORMAL_PHI(name) || guarded->control.contains(name) ||
        harness_is_pointer(TREE_TYPE(name)) || callee_is_chosen_by(TREE_TYPE(name)))
        return false;
    if (SSA_NAME_IS_DEFAULT_DEF(name)) {
        tree variable = SSA_NAME_VAR(name); /* a parameter, or a variable without a value */
        return variable && TREE_CODE(variable) == PARM_DECL;
    }
    if (!guarded->measured.loop)
        return false;
    return !measured_contains(guarded->measured, gimple_bb(SSA_NAME_DEF_STMT(name)));
}

static void add_input(guarded *guarded, tree name, vec<tree> *inputs)
{
    if (is_input(guarded, name) && !inputs->contains(name))
        inputs->safe_push(name);
}

static void find_inputs(guarded *guarded, vec<tree> *inputs)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, cfun) {
        if (!measured_contains(guarded->measured, bb))
            continue;
        for (gphi_iterator at = gsi_start_phis(bb); !gsi_end_p(at); gsi_next(&at))
            for (unsigned i = 0; i < gimple_phi_num_args(at.phi()); i++)
                if (guard_is_feeding(guarded, at.phi()) &&
                    measured_contains(guarded->measured, gimple_phi_arg_edge(at.phi(), i)->src))
                    add_input(guarded, gimple_phi_arg_def(at.phi(), i), inputs);
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
            ssa_op_iter at;
            tree name;
            if (!is_gimple_debug(gsi_stmt(gsi)) && !measured_harness_call(gsi_stmt(gsi)) &&
                guard_is_feeding(guarded, gsi_stmt(gsi)))
                FOR_EACH_SSA_TREE_OPERAND(name, gsi_stmt(gsi), at, SSA_OP_USE)
            add_input(guarded, name, inputs);
        }
    }
}

/* The block where a use happens: of a PHI argument, where its edge begins. */
static basic_block block_of_use(use_operand_p use)
{
    gimple *stmt = USE_STMT(use);
    if (gphi *phi = dyn_cast<gphi *>(stmt))
        return gimple_phi_arg_edge(phi, phi_arg_index_from_use(use))->src;
    return gimple_bb(stmt);
}

/* Whether control gets to `bb` through `top` only. Blocks that it never gets to have no dominators,
 * and a sink that is not in its place yet has no block. */
static bool is_behind(basic_block bb, basic_block top)
{
    if (!bb)
        return false;
    return bb == top || (bb->dom[0] && top->dom[0] && dominated_by_p(CDI_DOMINATORS, bb, top));
}

/* Renames the uses of `old` after the header, and after the head. */
static void rename_uses(tree old, tree at_header, basic_block header, tree at_head,
                        basic_block head, gimple *keep)
{
    imm_use_iterator at;
    gimple *stmt;
    FOR_EACH_IMM_USE_STMT(stmt, at, old)
    {
        use_operand_p use;
        if (stmt == keep)
            continue;
        FOR_EACH_IMM_USE_ON_STMT(use, at)
        {
            basic_block bb = block_of_use(use);
            if (is_behind(bb, head))
                SET_USE(use, at_head);
            else if (header && is_behind(bb, header))
                SET_USE(use, at_header);
        }
        update_stmt(stmt);
    }
}

static bool has_abnormal_entry(basic_block bb)
{
    edge entry;
    edge_iterator ei;
    FOR_EACH_EDGE (entry, ei, bb->preds)
        if (entry->flags & EDGE_ABNORMAL)
            return true;
    return false;
}

/* Whether a statement merely counts, or ends the loop. */
static bool is_counting(guarded *guarded, gimple *stmt)
{
    if (is_gimple_debug(stmt) || gimple_code(stmt) == GIMPLE_COND || measured_harness_call(stmt))
        return true;
    tree result = gimple_code(stmt) == GIMPLE_PHI ? gimple_phi_result(stmt) : gimple_get_lhs(stmt);
    return result && TREE_CODE(result) == SSA_NAME && guarded->control.contains(result);
}

/* The counters of the measured loop that its work uses. */
static void find_counters(guarded *guarded, vec<tree> *counters)
{
    class loop *loop = guarded->measured.loop;
    for (gphi_iterator at = gsi_start_phis(loop->header); !gsi_end_p(at); gsi_next(&at)) {
        tree counter = gimple_phi_result(at.phi());
        if (virtual_operand_p(counter) || !guarded->control.contains(counter) ||
            SSA_NAME_OCCURS_IN_ABNORMAL_PHI(counter) || harness_is_pointer(TREE_TYPE(counter)))
            continue;
        bool used = false;
        imm_use_iterator use;
        gimple *stmt;
        FOR_EACH_IMM_USE_STMT(stmt, use, counter)
        used |= flow_bb_inside_loop_p(loop, gimple_bb(stmt)) && !is_counting(guarded, stmt) &&
                guard_is_feeding(guarded, stmt);
        if (used)
            counters->safe_push(counter);
    }
}

/* Hides a counter, which the loop carries already. */
static void hide_counter(tree counter, basic_block head, gimple_seq *code)
{
    tree hidden = copy_ssa_name(counter);
    gimple_seq sink = NULL;
    sink_value(&sink, hidden, counter);
    rename_uses(counter, counter, NULL, hidden, head, gimple_seq_first_stmt(sink));
    gimple_seq_add_seq(code, sink);
}

/* The block that the loop is entered from, with nothing else after it. */
static basic_block find_entry(const measured_loop &measured)
{
    edge entry, found = NULL;
    edge_iterator ei;
    FOR_EACH_EDGE (entry, ei, measured.loop->header->preds) {
        if (flow_bb_inside_loop_p(measured.loop, entry->src))
            continue;
        if (found)
            return NULL;
        found = entry;
    }
    return found ? split_edge(found) : NULL;
}

/* before the loop: temporary = input; in it: "+m"(temporary); hidden = temporary */
static bool hide_in_memory(guarded *guarded, tree input, basic_block head, gimple_seq *code)
{
    basic_block entry = guarded->measured.loop ? find_entry(guarded->measured) : NULL;
    if (!entry)
        return false;
    tree temporary = create_tmp_var(TREE_TYPE(input), "cinstr_input");
    TREE_ADDRESSABLE(temporary) = 1;
    tree hidden = copy_ssa_name(input);
    rename_uses(input, input, NULL, hidden, head, NULL);
    gimple_stmt_iterator gsi = gsi_after_labels(entry);
    gsi_insert_before(&gsi, gimple_build_assign(temporary, input), GSI_SAME_STMT);
    sink_object(code, temporary);
    gimple_seq_add_stmt(code, gimple_build_assign(hidden, temporary));
    return true;
}

/* Hides one value; appends to `code`, which goes to the start of `head`. */
static void hide_input(guarded *guarded, tree input, basic_block head, gimple_seq *code)
{
    tree type = TREE_TYPE(input), part = TREE_CODE(type) == COMPLEX_TYPE ? TREE_TYPE(type) : type;
    if (!target_carries(TYPE_MODE(part)) && hide_in_memory(guarded, input, head, code))
        return;
    basic_block header = guarded->measured.loop ? guarded->measured.loop->header : NULL;
    tree hidden = copy_ssa_name(input), carried = header ? copy_ssa_name(input) : input;
    gphi *phi = header ? create_phi_node(carried, header) : NULL;
    gimple_seq sink = NULL;
    sink_value(&sink, hidden, carried);
    rename_uses(input, carried, header, hidden, head,
                phi ? (gimple *)phi : gimple_seq_first_stmt(sink));
    edge entry;
    edge_iterator ei;
    if (phi)
        FOR_EACH_EDGE (entry, ei, header->preds)
            add_phi_arg(phi,
                        flow_bb_inside_loop_p(guarded->measured.loop, entry->src) ? hidden : input,
                        entry, UNKNOWN_LOCATION);
    gimple_seq_add_seq(code, sink);
    if (guard_is_named_in_source(input))
        guard_note(guarded->measured.where,
                   "kept: '%s' comes from outside the loop and is hidden "
                   "in each iteration",
                   guard_name_of(input));
}

namespace
{
/* The objects that a walk over statements has met. */
struct object_walk {
    hash_set<tree> *outside; /* objects that code outside of the loop refers to */
    vec<tree> *found;        /* objects that the loop reads, each once */
};
} // namespace

static bool add_outside(gimple *, tree base, tree, void *data)
{
    if (DECL_P(base))
        ((object_walk *)data)->outside->add(base);
    return false;
}

static bool add_read(gimple *, tree base, tree ref, void *data)
{
    object_walk *walk = (object_walk *)data;
    tree object = guard_object_of(ref ? ref : base);
    if (object && callee_is_chosen_by(TREE_TYPE(object)))
        return false;
    if (object && (is_global_var(object) || TREE_STATIC(object) || walk->outside->contains(object)))
        if (!walk->found->contains(object))
            walk->found->safe_push(object);
    return false;
}

/* Objects in memory that the loop's statements read or take the address of. */
static void find_objects(guarded *guarded, vec<tree> *objects)
{
    hash_set<tree> outside;
    object_walk walk = {&outside, objects};
    basic_block bb;
    for (int round = 0; round < 2; round++)
        FOR_EACH_BB_FN (bb, cfun) {
            bool inside = measured_contains(guarded->measured, bb);
            if (inside != (round == 1))
                continue;
            for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
                gimple *stmt = gsi_stmt(gsi);
                if (is_gimple_debug(stmt) || gimple_clobber_p(stmt))
                    continue;
                if (!inside)
                    walk_stmt_load_store_addr_ops(stmt, &walk, add_outside, add_outside,
                                                  add_outside);
                else if (gimple_code(stmt) != GIMPLE_ASM && !measured_harness_call(stmt) &&
                         guard_is_feeding(guarded, stmt))
                    walk_stmt_load_store_addr_ops(stmt, &walk, add_read, NULL, add_read);
            }
        }
    for (unsigned i = 0; i < guarded->statics.length(); i++)
        if (!objects->contains(guarded->statics[i]))
            objects->safe_push(guarded->statics[i]);
}

static void hide_object(guarded *guarded, tree object, gimple_seq *code)
{
    const char *place = NULL;
    if (AGGREGATE_TYPE_P(TREE_TYPE(object)) && !TREE_ADDRESSABLE(object) && !is_global_var(object))
        place = sink_aggregate(code, object);
    if (!place) {
        sink_object(code, object);
        place = "in memory";
    }
    if (DECL_NAME(object))
        guard_note(guarded->measured.where,
                   "kept: '%s' comes from outside the loop and is hidden in each iteration, %s",
                   IDENTIFIER_POINTER(DECL_NAME(object)), place);
}

void guard_hide_inputs(guarded *guarded)
{
    auto_vec<tree> inputs, counters, objects;
    class loop *loop = guarded->measured.loop;
    if (loop && has_abnormal_entry(loop->header)) {
        guard_note(guarded->measured.where, "not kept: values from outside the loop, because GCC "
                                            "cannot follow all jumps to it");
        return;
    }
    basic_block head = find_head(guarded->measured);
    free_dominance_info(CDI_DOMINATORS);
    calculate_dominance_info(CDI_DOMINATORS);
    find_inputs(guarded, &inputs);
    if (loop)
        find_counters(guarded, &counters);
    find_objects(guarded, &objects);
    gimple_seq code = NULL;
    for (unsigned i = 0; i < inputs.length(); i++)
        hide_input(guarded, inputs[i], head, &code);
    for (unsigned i = 0; i < counters.length(); i++)
        hide_counter(counters[i], head, &code);
    for (unsigned i = 0; i < objects.length(); i++)
        hide_object(guarded, objects[i], &code);
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        gsi_stmt(at)->location = guarded->measured.where;
    gimple_stmt_iterator gsi = gsi_after_labels(head);
    gsi_insert_seq_before(&gsi, code, GSI_SAME_STMT);
}
