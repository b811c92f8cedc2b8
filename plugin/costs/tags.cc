/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tags.cc - marks that lead from an instruction back to the GIMPLE block that it came from. */
#include "costs/tags.h"
#include "costs/flow.h"
#include "base/records.h"

/*
 * Statements' locations are set in place: GCC 12's gimple_set_location needs a function that GCC 11
 * does not have, and a plugin must load into the wrong GCC to be able to say so.
 *
 * The range's start says that a tag follows, its end which: 0 a probe's, n + 1 tag n. No range of
 * GCC's starts at the built-ins' location.
 */
static const location_t TAG_MARK = BUILTINS_LOCATION;

static location_t with_tag(location_t location, tree block, unsigned number)
{
    location_t locus = LOCATION_LOCUS(location);
    source_range range;
    range.m_start = TAG_MARK;
    range.m_finish = number;
    if (locus == UNKNOWN_LOCATION)
        locus = BUILTINS_LOCATION; /* a location of none would be dropped with its range */
    return COMBINE_LOCATION_DATA(line_table, locus, range, block);
}

int tags_of_location(location_t location)
{
    if (!IS_ADHOC_LOC(location))
        return TAG_NONE;
    source_range range = get_range_from_loc(line_table, location);
    if (range.m_start != TAG_MARK)
        return TAG_NONE;
    return range.m_finish == 0 ? TAG_PROBE : (int)range.m_finish - 1;
}

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
               true};
    return tag;
}

static void tag_statement(vec<tag> &tags, basic_block bb, gimple *stmt, bool mark)
{
    location_t location = gimple_location(stmt);
    tree block = gimple_block(stmt);
    tags.safe_push(make_tag(bb->index, bb->index, false, location, block, bb->count));
    if (mark)
        stmt->location = with_tag(location, block, tags.length());
}

/* The copies that PHIs become on an edge, and the jump that the edge may become. */
static void tag_edge(vec<tag> &tags, edge e, bool mark)
{
    tags.safe_push(make_tag(e->src->index, e->dest->index, true, e->goto_locus,
                            LOCATION_BLOCK(e->goto_locus), e->count()));
    tags.last().when_true = e->flags & EDGE_TRUE_VALUE;
    tags.last().counted = flow_edge_is_counted(e);
    unsigned number = tags.length();
    if (!mark)
        return;
    if (e->goto_locus != UNKNOWN_LOCATION)
        e->goto_locus = with_tag(e->goto_locus, LOCATION_BLOCK(e->goto_locus), number);
    for (gphi_iterator gsi = gsi_start_phis(e->dest); !gsi_end_p(gsi); gsi_next(&gsi)) {
        if (virtual_operand_p(gimple_phi_result(gsi.phi())))
            continue; /* becomes no instruction, and may have no location */
        location_t location = gimple_phi_arg_location(gsi.phi(), e->dest_idx);
        gimple_phi_arg_set_location(gsi.phi(), e->dest_idx,
                                    with_tag(location, LOCATION_BLOCK(location), number));
    }
}

vec<tag> tags_make(function *fun, bool mark)
{
    vec<tag> tags = vNULL;
    basic_block entry = ENTRY_BLOCK_PTR_FOR_FN(fun), bb;
    tags.safe_push(make_tag(entry->index, entry->index, false, DECL_SOURCE_LOCATION(fun->decl),
                            NULL_TREE, entry->count));
    FOR_EACH_BB_FN (bb, fun) {
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (!is_gimple_debug(gsi_stmt(gsi)))
                tag_statement(tags, bb, gsi_stmt(gsi), mark);
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, bb->succs)
            tag_edge(tags, e, mark);
    }
    return tags;
}

void tags_mark_probe(gimple *stmt)
{
    stmt->location = with_tag(UNKNOWN_LOCATION, NULL_TREE, 0);
}
