/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origins.cc - numbers instructions and their copies; see origins.h. */
#include "costs/origins.h"
#include "base/pass.h"
#include "costs/costs.h"
#include "costs/tags.h"

/* Of the function that is compiled now: what a location's number stands for (the first are the
 * instructions before loops are copied, in order), how many copies each instruction has, and each
 * block. Written by the passes below. */
static vec<origin> origins;
static vec<unsigned> copies, block_copies;

const origin *origins_of(rtx_insn *insn)
{
    int number = tags_origin(INSN_LOCATION(insn));
    return number >= 0 ? &origins[number] : NULL;
}

unsigned origins_copies(unsigned insn)
{
    return block_copies[origins[insn].block];
}

static void set_origin(rtx_insn *insn, const origin &origin)
{
    INSN_LOCATION(insn) = tags_with_origin(INSN_LOCATION(insn), origins.length());
    origins.safe_push(origin);
}

static bool numbers_gate(function *fun)
{
    return optimize && costs_are_read(fun);
}

/* Before loops are copied. */
static unsigned numbers_execute(function *fun)
{
    origins.truncate(0);
    copies.truncate(0);
    block_copies.truncate(0);
    block_copies.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    tags_begin_origins(&origins);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            int tag = NONDEBUG_INSN_P(insn) ? tags_of_location(INSN_LOCATION(insn)) : TAG_NONE;
            if (tag < 0)
                continue;
            set_origin(insn, {tag, bb->index, copies.length(), 0});
            copies.safe_push(0);
        }
    return 0;
}

static bool copies_gate(function *fun)
{
    return numbers_gate(fun);
}

/*
 * How many copies there are of a block with the instructions first..end-1: as many as of most of
 * them. There are fewer jumps, as GCC knows already where some go, and one more of a counter that
 * it gave a start of its own.
 */
static unsigned find_block_copies(unsigned first, unsigned end)
{
    unsigned best = 1, votes = 0;
    for (unsigned i = first; i < end; i++) {
        unsigned same = 0;
        for (unsigned j = first; j < end; j++)
            same += copies[j] == copies[i];
        if (same > votes || (same == votes && copies[i] < best)) {
            votes = same;
            best = copies[i];
        }
    }
    return best;
}

static void count_block_copies(void)
{
    for (unsigned first = 0, end; first < copies.length(); first = end) {
        end = first + 1;
        while (end < copies.length() && origins[end].block == origins[first].block)
            end++;
        /* The last one may be a jump. */
        block_copies[origins[first].block] = find_block_copies(first, MAX(end - 1, first + 1));
        if (dump_file)
            fprintf(dump_file, ";; block %d: %u copies\n", origins[first].block,
                    block_copies[origins[first].block]);
    }
}

/* After loops were copied. */
static unsigned copies_execute(function *fun)
{
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn)
            if (const origin *found = NONDEBUG_INSN_P(insn) ? origins_of(insn) : NULL) {
                origin origin = *found;
                origin.copy = copies[origin.insn]++;
                if (origin.copy > 0)
                    set_origin(insn, origin);
            }
    count_block_copies();
    return 0;
}

DEFINE_RTL_PASS(numbers)
DEFINE_RTL_PASS(copies)

void origins_register(const char *plugin)
{
    pass_insert(plugin, make_numbers_pass(), "loop2", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_copies_pass(), "loop2", PASS_POS_INSERT_AFTER);
}
