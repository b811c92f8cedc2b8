/* SPDX-License-Identifier: GPL-3.0-or-later */
/* padding.cc - nops that align the code, where control runs through them; see padding.h. */
#include "costs/padding.h"
#include "base/target.h"

/* The alignment that an instruction stands for, as a power of 2; 0 for any other instruction. */
static int alignment_of(rtx_insn *insn)
{
    if (!NONJUMP_INSN_P(insn) || recog_memoized(insn) < 0 ||
        strcmp(get_insn_name(INSN_CODE(insn)), "max_skip_align") != 0)
        return 0;
    return (int)INTVAL(XVECEXP(PATTERN(insn), 0, 0));
}

void padding_find(padding &padding, function *fun)
{
    opt_pass *align = g->get_passes()->get_pass_by_name("rtl-align_tight_loops");
    if (!align || !align->gate(fun))
        return;
    align->execute(fun);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        rtx_insn *before = PREV_INSN(BB_HEAD(bb));
        if (int power = before ? alignment_of(before) : 0) {
            padding.short_loops.put(BB_HEAD(bb), power);
            delete_insn(before); /* the pass comes again */
        }
    }
}

/* Nops that fill up to `bytes`, which is nearly always half of it: nobody knows where the code will
 * be. */
static nops filling(int bytes)
{
    unsigned all = (unsigned)bytes, longest = target_longest_nop();
    return {1 + all / 2 / longest, (all + longest - 1) / longest};
}

/* Bytes that an alignment may skip; a limit of 0 is none. */
static int most_skipped(const align_flags_tuple &level)
{
    int all = (1 << level.log) - 1;
    return level.maxskip == 0 ? all : MIN(all, level.maxskip);
}

nops padding_before(padding &padding, basic_block bb)
{
    if (!LABEL_P(BB_HEAD(bb)))
        return {0, 0};
    align_flags alignment = label_to_alignment(BB_HEAD(bb));
    const int log = alignment.levels[0].log, most = most_skipped(alignment.levels[0]);
    if (const int *power = padding.short_loops.get(BB_HEAD(bb))) {
        nops found = filling((1 << *power) - 1);
        /* The label's own alignment comes after it, and finds the code as it should be or not. */
        if (log > *power)
            found.most += filling(MIN((1 << log) - (1 << *power), most)).most;
        return found;
    }
    return log == 0 ? nops{0, 0} : filling(most);
}
