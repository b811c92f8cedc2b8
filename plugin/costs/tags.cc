/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tags.cc - marks that lead from an instruction back to the GIMPLE block that it came from. */
#include "costs/tags.h"
#include "base/mark.h"
#include "base/records.h"
#include "costs/expanded.h"

static tag make_tag(int source, int target, bool on_edge, location_t location, tree block,
                    profile_count count)
{
    expanded_location where = expand_location(LOCATION_LOCUS(location));
    bool known = LOCATION_LOCUS(location) >= RESERVED_LOCATION_COUNT && where.file;
    tag tag = {source,
               target,
               on_edge,
               records_scope(block),
               known ? (unsigned)where.line : 0,
               known ? where.file : NULL,
               count,
               false,
               false,
               true,
               0,
               TAG_NONE,
               TAG_NONE,
               TAG_NONE,
               false,
               false,
               false,
               false};
    return tag;
}

namespace
{
/* What has a tag: a statement, an edge, or what a PHI has for an edge, whose line may be another.
 */
struct tagged {
    basic_block bb; /* of the statement, or loop with remainders; NULL for the others */
    gimple *stmt;
    edge e;
    gphi *phi;
    location_t location; /* that GCC gives to what it makes of it */
    unsigned counter;    /* see tags.h */
    bool follows;        /* has no line but that of the copy that is made before it */
};
} // namespace

/* The location of copies on an edge where neither the PHI nor the edge has one, as
 * set_location_for_edge of GCC's tree-outof-ssa.cc chooses it; false: that of the copy that is made
 * before (phis.h). */
static bool last_location(edge e, location_t *location)
{
    basic_block bb = e->src;
    do {
        for (gimple_stmt_iterator gsi = gsi_last_bb(bb); !gsi_end_p(gsi); gsi_prev(&gsi))
            if (!is_gimple_debug(gsi_stmt(gsi)) &&
                (gimple_has_location(gsi_stmt(gsi)) || gimple_block(gsi_stmt(gsi)))) {
                *location = gimple_location(gsi_stmt(gsi));
                return true;
            }
        bb = single_pred_p(bb) ? single_pred(bb) : e->src;
    } while (bb != e->src && bb->index >= NUM_FIXED_BLOCKS);
    return false;
}

/* The location of a PHI's copies on an edge; false: as above. */
static bool phi_location(gphi *phi, edge e, location_t *location)
{
    *location = gimple_phi_arg_location(phi, e->dest_idx);
    if (*location != UNKNOWN_LOCATION || !optimize)
        return true;
    *location = e->goto_locus;
    return *location != UNKNOWN_LOCATION || last_location(e, location);
}

/* What has no location, as vectorised code from GCC 15 on, and is put into another statement takes
 * that one's. */
static location_t statement_location(gimple *stmt)
{
    gimple *at = stmt;
    while (optimize && at && gimple_location(at) == UNKNOWN_LOCATION)
        at = expanded_into(at);
    return at ? gimple_location(at) : UNKNOWN_LOCATION;
}

static void list_repeats(vec<tagged> &all, const flow &flow, basic_block bb)
{
    for (unsigned i = 0; i < flow.repeats.length(); i++)
        if (gimple_bb(flow.repeats[i].call) == bb)
            all.safe_push({bb, flow.repeats[i].call, NULL, NULL,
                           gimple_location(flow.repeats[i].call), flow.repeats[i].variable, false});
}

static void list_phis(vec<tagged> &all, edge e)
{
    for (gphi_iterator gsi = gsi_start_phis(e->dest); !gsi_end_p(gsi); gsi_next(&gsi)) {
        if (virtual_operand_p(gimple_phi_result(gsi.phi()))) /* becomes no instruction */
            continue;
        tagged one = {NULL, NULL, e, gsi.phi(), UNKNOWN_LOCATION, 0, false};
        one.follows = !phi_location(gsi.phi(), e, &one.location);
        all.safe_push(one);
    }
}

static void list_remainders(vec<tagged> &all, const flow &flow, basic_block bb)
{
    for (unsigned i = 0; i < flow.remainders.length(); i++)
        for (unsigned j = 0; flow.remainders[i].loop.entry->dest == bb && j < REMAINDERS_COUNTERS;
             j++)
            all.safe_push(
                {bb, NULL, NULL, NULL, UNKNOWN_LOCATION, flow.remainders[i].variable + j, false});
}

/* In the order of the graph; the first has tag 1. The caller releases it. */
static vec<tagged> list_tagged(const flow &flow, function *fun)
{
    vec<tagged> all = vNULL;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (!is_gimple_debug(gsi_stmt(gsi)) || gimple_debug_nonbind_marker_p(gsi_stmt(gsi)))
                all.safe_push(
                    {bb, gsi_stmt(gsi), NULL, NULL, statement_location(gsi_stmt(gsi)), 0, false});
        list_repeats(all, flow, bb);
        list_remainders(all, flow, bb);
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, bb->succs) {
            all.safe_push({NULL, NULL, e, NULL, e->goto_locus, 0, false});
            list_phis(all, e);
            if (unsigned first = cases_variable(flow.cases, e->src->index, e->dest->index))
                all.safe_push({NULL, NULL, e, NULL, e->goto_locus, first, false});
        }
    }
    return all;
}

/*
 * Whether the condition at a block's end tests an overflow of this statement:
 *
 *     _1 = .ADD_OVERFLOW (n_2, i_3);
 *     _4 = IMAGPART_EXPR <_1>;         addl %esi, %eax
 *     if (_4 != 0) ...                 jc .L_true
 *
 * The jump is the addition's then, and nothing is left of the condition's own.
 */
static bool is_tested_overflow(gimple *stmt)
{
    if (!gimple_call_internal_p(stmt, IFN_ADD_OVERFLOW) &&
        !gimple_call_internal_p(stmt, IFN_SUB_OVERFLOW) &&
        !gimple_call_internal_p(stmt, IFN_MUL_OVERFLOW))
        return false;
    gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(gimple_bb(stmt)));
    if (!condition || TREE_CODE(gimple_cond_lhs(condition)) != SSA_NAME)
        return false;
    gimple *part = SSA_NAME_DEF_STMT(gimple_cond_lhs(condition));
    return gimple_assign_single_p(part) && gimple_assign_rhs_code(part) == IMAGPART_EXPR &&
           TREE_OPERAND(gimple_assign_rhs1(part), 0) == gimple_call_lhs(stmt);
}

static tag make_tag_of(const tagged &item)
{
    location_t location = item.location;
    if (item.bb) {
        tag tag = make_tag(item.bb->index, item.bb->index, false, location,
                           LOCATION_BLOCK(location), item.bb->count);
        tag.counter = item.counter;
        tag.decides = !item.counter && is_tested_overflow(item.stmt);
        return tag;
    }
    edge e = item.e;
    tag tag = make_tag(e->src->index, e->dest->index, true, location, LOCATION_BLOCK(location),
                       e->count());
    tag.counter = item.counter;
    if (tag.counter)
        tag.count = tag.count.apply_scale(1, 2); /* as GCC expects */
    tag.when_true = e->flags & EDGE_TRUE_VALUE;
    tag.counted = flow_edge_is_counted(e);
    return tag;
}

/*
 * Statements' locations are set in place: GCC 12's gimple_set_location needs a function that GCC 11
 * does not have, and a plugin must load into the wrong GCC to be able to say so.
 */
static void set_location(const tagged &item, location_t location)
{
    if (item.stmt)
        item.stmt->location = location;
    else if (item.phi)
        gimple_phi_arg_set_location(item.phi, item.e->dest_idx, location);
    else
        item.e->goto_locus = location;
}

static bool is_edge(const tagged &item)
{
    return !item.stmt && !item.phi && !item.counter;
}

static void mark(const vec<tagged> &all)
{
    for (unsigned i = 0; i < all.length(); i++) {
        location_t location = all[i].location;
        if (all[i].counter)
            continue;
        if (!is_edge(all[i]) || location != UNKNOWN_LOCATION)
            set_location(all[i],
                         mark_location(location, LOCATION_BLOCK(location), MARK_FIRST_TAG + i + 1));
    }
}

/* (block, place in the source) -> location; a collision makes a nop more or less. */
typedef hash_map<int_hash<int, -1, -2>, location_t> marked_locations;

static int key_of(basic_block bb, location_t location)
{
    return (int)((gcc_place(location) * 16777619u + (unsigned)bb->index) & 0x7fffffff);
}

static bool becomes_nothing(gimple *stmt)
{
    return is_gimple_debug(stmt) || gimple_clobber_p(stmt) || gimple_code(stmt) == GIMPLE_LABEL ||
           gimple_code(stmt) == GIMPLE_PREDICT;
}

/* Whether a statement is a copy, whose sides GCC keeps in one register where it can. */
static bool may_become_nothing(gimple *stmt)
{
    return gimple_assign_ssa_name_copy_p(stmt) || gimple_assign_cast_p(stmt);
}

/* Whether a block becomes no instruction, and has one way out; with `perhaps`, whether it may. */
static bool only_passes_on(basic_block bb, bool perhaps = false)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
        if (!becomes_nothing(gsi_stmt(gsi)) && !(perhaps && may_become_nothing(gsi_stmt(gsi))))
            return false;
    return single_succ_p(bb);
}

/* The location of a statement at an edge's ends that had the edge's own; at the end of the next
 * edge, where the block between is nothing; NULL: there is none. */
static const location_t *location_at_ends(marked_locations &marked, edge e, location_t location)
{
    const location_t *same = marked.get(key_of(e->src, location));
    if (!same)
        same = marked.get(key_of(e->dest, location));
    if (!same && single_pred_p(e->dest) && only_passes_on(e->dest))
        same = marked.get(key_of(single_succ(e->dest), location));
    return same;
}

/*
 * A row of edges with one location, or none, between which blocks only pass on: GCC leads what
 * takes the first straight to where the last leads, but not if their locations differ.
 *
 *     for (;;) { while (f()) i++; i++; }       i++; goto outer;   outer: goto inner;   inner: f()
 */
namespace
{
struct row {
    edge last; /* that has the location */
    basic_block end;
};
} // namespace

static row row_from(edge first)
{
    const unsigned LONGEST = 64; /* a row may lead back to itself */
    row row = {first, first->dest};
    for (unsigned i = 0; i < LONGEST && only_passes_on(row.end); i++) {
        edge e = single_succ_edge(row.end);
        bool known = LOCATION_LOCUS(e->goto_locus) != UNKNOWN_LOCATION;
        if (known && e->goto_locus != first->goto_locus)
            break;
        if (known)
            row.last = e;
        row.end = e->dest;
    }
    return row;
}

/* The item of the last edge in a row that begins with an edge; the item itself where it is no edge,
 * or where a statement before it has its location. */
static unsigned row_of(const vec<tagged> &all, unsigned item, marked_locations &marked)
{
    const tagged &first = all[item];
    if (!is_edge(first) || LOCATION_LOCUS(first.location) == UNKNOWN_LOCATION ||
        marked.get(key_of(first.e->src, first.location)))
        return item;
    edge last = row_from(first.e).last;
    unsigned found = item;
    for (unsigned i = 0; last != first.e && i < all.length() && found == item; i++)
        if (is_edge(all[i]) && all[i].e == last)
            found = i;
    return found;
}

/* Of edges that end in one block and have one location. */
static int key_of_ends(const tagged &edge, const tagged &instead)
{
    return key_of(row_from(edge.e).end, instead.location);
}

/* The tag in a mark's location. */
static int tag_in(location_t location)
{
    return mark_of(location) - MARK_FIRST_TAG;
}

/*
 * Edges to one block that have one location have one still. GCC emits one nop for all of them, to
 * which it leads even those that have an instruction with their location, and it knows them by
 * that:
 *
 *     jmp .L1; ...  jmp .L1; ...  .L1: nop; leave
 *
 * The nop and these jumps are of no place then (tag.lends).
 */
static void share_between_edges(const vec<tagged> &all, const vec<unsigned> &rows,
                                const vec<location_t> &at_ends, vec<location_t> &marks,
                                vec<tag> &tags)
{
    marked_locations lent;
    for (unsigned i = 0; i < all.length(); i++)
        if (is_edge(all[i]) && at_ends[i])
            lent.put(key_of_ends(all[i], all[rows[i]]), at_ends[i]);
    for (unsigned i = 0; i < all.length(); i++) {
        if (!is_edge(all[i]) || at_ends[i] || !marks[i])
            continue;
        bool known;
        location_t &mark = lent.get_or_insert(key_of_ends(all[i], all[rows[i]]), &known);
        if (!known)
            mark = marks[i];
        if (mark != marks[i])
            tags[tag_in(mark)].lends = true;
        marks[i] = mark;
    }
}

/* Notes the edges whose jumps GCC's own code may pass: those of one location that follow each other
 * are one way there, and the marks of two statements made them two. */
static void find_passed(const vec<tagged> &all, const vec<location_t> &marks, vec<tag> &tags)
{
    hash_map<edge, location_t> of_edges;
    for (unsigned i = 0; i < all.length(); i++)
        if (is_edge(all[i]) && marks[i])
            of_edges.put(all[i].e, marks[i]);
    for (unsigned i = 0; i < all.length(); i++) {
        if (!is_edge(all[i]) || !marks[i] || !only_passes_on(all[i].e->src, true))
            continue;
        edge before;
        edge_iterator ei;
        FOR_EACH_EDGE (before, ei, all[i].e->src->preds) {
            const location_t *mark = of_edges.get(before);
            if (mark && *mark != marks[i] && before->goto_locus == all[i].location)
                tags[tag_in(marks[i])].may_be_passed = true;
        }
    }
}

/*
 * Without optimisation GCC emits a nop for an edge whose location neither of its ends has. There,
 * what had one location in a block still has one, and an edge that of a statement at its ends; and
 * what had none still has none.
 */
static void mark_unoptimised(const vec<tagged> &all, vec<tag> &tags)
{
    marked_locations marked;
    for (unsigned i = 0; i < all.length(); i++) {
        location_t location = all[i].location;
        if (!all[i].stmt || all[i].counter || LOCATION_LOCUS(location) == UNKNOWN_LOCATION ||
            gimple_code(all[i].stmt) == GIMPLE_PREDICT) /* becomes no instruction */
            continue;
        bool known;
        location_t &result = marked.get_or_insert(key_of(all[i].bb, location), &known);
        if (!known)
            result = mark_location(location, LOCATION_BLOCK(location), MARK_FIRST_TAG + i + 1);
    }
    auto_vec<unsigned> rows; /* what has the location instead */
    for (unsigned i = 0; i < all.length(); i++)
        rows.safe_push(row_of(all, i, marked));
    auto_vec<location_t> at_ends, marks; /* 0: none */
    for (unsigned i = 0; i < all.length(); i++) {
        const tagged &row = all[rows[i]];
        bool has = LOCATION_LOCUS(all[i].location) != UNKNOWN_LOCATION && !all[i].counter;
        const location_t *same = !has       ? NULL
                                 : row.stmt ? marked.get(key_of(row.bb, row.location))
                                            : location_at_ends(marked, row.e, row.location);
        at_ends.safe_push(same ? *same : 0);
        marks.safe_push(!has   ? 0
                        : same ? *same
                               : mark_location(row.location, LOCATION_BLOCK(row.location),
                                               MARK_FIRST_TAG + rows[i] + 1));
    }
    share_between_edges(all, rows, at_ends, marks, tags);
    find_passed(all, marks, tags);
    for (unsigned i = 0; i < all.length(); i++)
        if (marks[i])
            set_location(all[i], marks[i]);
}

/* Leads from the calls that have a count of their bytes to its tag. */
static void link_bytes(vec<tag> &tags, const vec<tagged> &all)
{
    for (unsigned i = 0; i < all.length(); i++)
        for (unsigned j = 0; all[i].stmt && all[i].counter && j < i; j++)
            if (all[j].stmt == all[i].stmt)
                tags[j + 1].bytes = (int)i + 1;
}

/* Leads from what is in a loop to the tags of its remainders. */
static void link_remainders(vec<tag> &tags, const remainder_loop &loop)
{
    int first = TAG_FUNCTION;
    while (tags[first].counter != loop.variable)
        first++;
    for (unsigned i = 0; i < tags.length(); i++)
        if (remainders_has(loop, tags[i].source) && remainders_has(loop, tags[i].target)) {
            tags[i].remainders = first;
            tags[i].may_leave = loop.loop.may_leave;
            tags[i].may_skip = !integer_zerop(loop.loop.unless);
        }
}

vec<tag> tags_make(const flow &flow, function *fun, bool with_marks)
{
    vec<tagged> all = list_tagged(flow, fun);
    vec<tag> tags = vNULL;
    basic_block entry = ENTRY_BLOCK_PTR_FOR_FN(fun);
    tags.safe_push(make_tag(entry->index, entry->index, false, fun->function_start_locus, NULL_TREE,
                            entry->count));
    tags[TAG_FUNCTION].line_tag = TAG_FUNCTION;
    for (unsigned i = 0; i < all.length(); i++) {
        tags.safe_push(make_tag_of(all[i]));
        tags.last().line_tag = all[i].follows ? TAG_NONE : (int)i + 1;
    }
    link_bytes(tags, all);
    for (unsigned i = 0; i < flow.remainders.length(); i++)
        link_remainders(tags, flow.remainders[i]);
    if (with_marks && optimize)
        mark(all);
    else if (with_marks)
        mark_unoptimised(all, tags);
    all.release();
    return tags;
}
