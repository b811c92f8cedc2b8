/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phis.cc - the lines of the copies that PHIs become; see phis.h. */
#include "costs/phis.h"
#include "costs/origins.h"

static int compare_uids(const void *left, const void *right)
{
    int a = INSN_UID(*(rtx_insn *const *)left), b = INSN_UID(*(rtx_insn *const *)right);
    return a < b ? -1 : a > b;
}

/* Instructions have numbers in the order in which GCC makes them. */
void phis_find_lines(vec<tag> &tags)
{
    auto_vec<rtx_insn *> made;
    for (rtx_insn *insn = get_insns(); insn; insn = NEXT_INSN(insn))
        if (NONDEBUG_INSN_P(insn) && origins_tag(INSN_LOCATION(insn)) >= 0)
            made.safe_push(insn);
    made.qsort(compare_uids);
    int before = TAG_FUNCTION;
    for (unsigned i = 0; i < made.length(); i++) {
        tag &tag = tags[origins_tag(INSN_LOCATION(made[i]))];
        if (tag.line_tag == TAG_NONE)
            tag.line_tag = before;
        before = tag.line_tag;
    }
}
