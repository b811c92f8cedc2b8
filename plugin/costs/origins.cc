/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origins.cc - numbers instructions and their copies; see origins.h. */
#include "costs/origins.h"
#include "base/mark.h"
#include "base/pass.h"
#include "costs/tags.h"

/* Written by the passes below; all but `wanted` is of the function that is compiled now. */
static struct {
    vec<origin> origins;    /* by number in a location; first the instructions before loops are
                               copied, in order */
    vec<int> unmoved;       /* by UID: the RTL block before anything was moved; 0: none */
    vec<unsigned> copies;   /* of each instruction */
    vec<unsigned> of_block; /* copies of each RTL block */
    bool (*wanted)(function *fun);
} numbered;

const origin *origins_of(rtx_insn *insn)
{
    int number = NONDEBUG_INSN_P(insn) ? mark_of(INSN_LOCATION(insn)) : (int)MARK_NONE;
    return number >= MARK_FIRST_ORIGIN ? &numbered.origins[number - MARK_FIRST_ORIGIN] : NULL;
}

int origins_tag(location_t location)
{
    int number = mark_of(location);
    if (number == MARK_NONE)
        return TAG_NONE;
    if (number >= MARK_FIRST_ORIGIN)
        return numbered.origins[number - MARK_FIRST_ORIGIN].tag;
    if (number >= MARK_FIRST_PEELED)
        return TAG_NONE;
    return number == MARK_PROBE ? TAG_PROBE : number - MARK_FIRST_TAG;
}

bool origins_are_later(const rtx_insn *insn)
{
    return (unsigned)INSN_UID(insn) >= numbered.unmoved.length();
}

unsigned origins_copies(unsigned insn)
{
    return numbered.of_block[numbered.origins[insn].block];
}

bool origins_is_repeated(const origin &origin)
{
    return origins_copies(origin.insn) > 1;
}

bool origins_has_all(unsigned insn)
{
    return numbered.copies[insn] == origins_copies(insn);
}

static void set_origin(rtx_insn *insn, const origin &origin)
{
    INSN_LOCATION(insn) = mark_location(INSN_LOCATION(insn), LOCATION_BLOCK(INSN_LOCATION(insn)),
                                        MARK_FIRST_ORIGIN + numbered.origins.length());
    numbered.origins.safe_push(origin);
}

static bool unmoved_gate(function *fun)
{
    return optimize && numbered.wanted(fun);
}

/* Before anything is moved out of loops. */
static unsigned unmoved_execute(function *fun)
{
    numbered.unmoved.truncate(0);
    numbered.unmoved.safe_grow_cleared(get_max_uid(), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn)
            numbered.unmoved[INSN_UID(insn)] = bb->index;
    return 0;
}

static bool numbers_gate(function *fun)
{
    return unmoved_gate(fun);
}

/*
 * Whether GCC has moved an instruction before a loop. What it left in the loop, a new move of a
 * register, is no copy of it:
 *
 *     loop: x = low - 1        ->      t = low - 1;  loop: x = t
 */
static bool was_moved(const rtx_insn *insn, basic_block bb)
{
    unsigned uid = INSN_UID(insn);
    return uid < numbered.unmoved.length() && numbered.unmoved[uid] != 0 &&
           numbered.unmoved[uid] != bb->index;
}

/* Before loops are copied. */
static unsigned numbers_execute(function *fun)
{
    numbered.origins.truncate(0);
    numbered.copies.truncate(0);
    numbered.of_block.truncate(0);
    numbered.of_block.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            int tag = NONDEBUG_INSN_P(insn) ? origins_tag(INSN_LOCATION(insn)) : TAG_NONE;
            if (tag < 0)
                continue;
            set_origin(insn, {tag, bb->index, was_moved(insn, bb), numbered.copies.length(),
                              INSN_UID(insn), 0});
            numbered.copies.safe_push(0);
        }
    return 0;
}

static bool copies_gate(function *fun)
{
    return numbers_gate(fun);
}

/*
 * How many copies there are of a block with the instructions first..end-1: as many as of most of
 * those that have copies. GCC copies whole blocks; what has none is a constant that it moved before
 * the loop, or a jump where it knows already where that goes.
 */
static unsigned find_block_copies(unsigned first, unsigned end)
{
    unsigned best = 1, votes = 0;
    for (unsigned i = first; i < end; i++) {
        unsigned same = 0;
        for (unsigned j = first; j < end; j++)
            same += numbered.copies[j] == numbered.copies[i];
        if (numbered.copies[i] > 1 &&
            (same > votes || (same == votes && numbered.copies[i] < best))) {
            votes = same;
            best = numbered.copies[i];
        }
    }
    return best;
}

static void count_block_copies(void)
{
    for (unsigned first = 0, end; first < numbered.copies.length(); first = end) {
        end = first + 1;
        while (end < numbered.copies.length() &&
               numbered.origins[end].block == numbered.origins[first].block)
            end++;
        /* The last one may be a jump. */
        numbered.of_block[numbered.origins[first].block] =
            find_block_copies(first, MAX(end - 1, first + 1));
        if (dump_file)
            fprintf(dump_file, ";; block %d: %u copies\n", numbered.origins[first].block,
                    numbered.of_block[numbered.origins[first].block]);
    }
}

/*
 * Whether the instruction before this one, `before`, is part of the same copy: GCC gives a counter
 * that it steps in each copy a start of its own, in the first of them.
 *
 *     x = x + 1;  ...  x = x + 1      ->      start = x + 1;  x = start;  ...  x = start + 1
 */
static bool is_same_copy(const rtx_insn *before, const rtx_insn *insn)
{
    rtx start = before ? single_set(before) : NULL, set = single_set(insn);
    return start && set && REG_P(SET_DEST(start)) && rtx_equal_p(SET_SRC(set), SET_DEST(start));
}

/* Tells the copies in an RTL block apart. */
static void number_copies(basic_block bb)
{
    rtx_insn *insn, *before = NULL;
    FOR_BB_INSNS (bb, insn) {
        const origin *found = origins_of(insn);
        if (found) {
            const origin *first = before ? origins_of(before) : NULL;
            origin origin = *found;
            if (first && first->insn == origin.insn && is_same_copy(before, insn))
                origin.copy = first->copy;
            else
                origin.copy = numbered.copies[origin.insn]++;
            if (origin.copy > 0)
                set_origin(insn, origin);
        }
        if (NONDEBUG_INSN_P(insn))
            before = insn;
    }
}

/* After loops were copied. */
static unsigned copies_execute(function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        number_copies(bb);
    count_block_copies();
    return 0;
}

DEFINE_RTL_PASS(unmoved)
DEFINE_RTL_PASS(numbers)
DEFINE_RTL_PASS(copies)

void origins_register(const char *plugin, bool (*wanted)(function *fun))
{
    numbered.wanted = wanted;
    pass_insert(plugin, make_unmoved_pass(), "loop2_init", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_numbers_pass(), "loop2_invariant", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_copies_pass(), "loop2_unroll", PASS_POS_INSERT_AFTER);
}
