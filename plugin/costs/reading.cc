/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.cc - reads the costs off a function's final code, block by block in the order of the
 * code.
 *
 * Lines are those of the line table that GCC writes: an instruction without a line of its own has
 * the line of the one before it in the code, whatever block that is in.
 */
#include "costs/reading.h"
#include "base/target.h"
#include "base/options.h"
#include "base/records.h"
#include "costs/blocks.h"
#include "costs/bounds.h"
#include "costs/callees.h"
#include "costs/insns.h"
#include "costs/mix.h"
#include "costs/origins.h"
#include "costs/overhead.h"
#include "costs/padding.h"
#include "costs/shorten.h"

#include <cinstr/abi.h>

#include <math.h>

namespace
{
/* The walk over a function's code. */
struct walk {
    const vec<tag> &tags;
    const vec<unsigned> &variables; /* of the tags */
    struct overhead *overhead;      /* NULL: the code has no probes */
    struct padding &padding;
    vec<reading> &readings;
    vec<const char *> &callees;
    unsigned line_tag;  /* the line that GCC's line table is at */
    unsigned long_sums; /* terms in long sums so far, see limit_parts */
    sum certain;        /* all instructions, as far as their number is certain (bounds.h) */
    sum perhaps;        /* of these, those that may not be there */
    bool endless;       /* there is an instruction that repeats nobody knows how often */
    vec<int> stepped;   /* tags of counted steps that are in the readings, see read_steps */
};
} // namespace

/* For -fdump-rtl-all. */
static void dump_parts(const walk &walk, const vec<part> &parts)
{
    for (unsigned i = 0; i < parts.length(); i++) {
        const tag &tag = walk.tags[parts[i].place];
        fprintf(dump_file, " %.3f of %d", (double)parts[i].units / CINSTR_COST_UNIT, tag.source);
        if (tag.on_edge)
            fprintf(dump_file, "->%d", tag.target);
        fprintf(dump_file, " (v%u)", walk.variables[parts[i].place]);
    }
    fputc('\n', dump_file);
}

static void dump_block(const walk &walk, basic_block bb, const vec<part> &parts)
{
    fprintf(dump_file, ";; block %d, expected %ld:", bb->index, (long)unknowns_expected(bb->count));
    dump_parts(walk, parts);
}

static void dump_instruction(const walk &walk, rtx_insn *insn)
{
    fprintf(dump_file, "   insn %d: %u instructions, line %u\n", INSN_UID(insn), insns_count(insn),
            walk.line_tag == READING_END ? 0 : walk.tags[walk.line_tag].line);
}

/* Sums of more terms are long. Shorter ones make at most so many times as many costs as there are
 * instructions, whatever the function's size. */
static const unsigned LONG_TERMS = 8;
/* Terms in a function's long sums. Each makes an item of some three bytes for every line of
 * its block. */
static const unsigned LONG_SUMS_MAX = 16384;

/* A function of thousands of blocks must not have a table of the size of their number's square. Its
 * first long sums are kept; where there would be more, GCC's expectation has to do. */
static void limit_parts(walk &walk, const analysis &known, vec<part> &parts, basic_block bb)
{
    if (parts.length() <= LONG_TERMS)
        return;
    walk.long_sums += parts.length();
    if (walk.long_sums <= LONG_SUMS_MAX)
        return;
    parts.truncate(0);
    parts.safe_push(blocks_expected(known, bb));
}

/* All instructions and those that may not be there, in one block. */
static void note_certain(walk &walk, const analysis &known, unsigned unknown, unsigned instructions,
                         unsigned perhaps)
{
    if (instructions > 0)
        bounds_add(known, walk.certain, unknown, instructions);
    if (perhaps > 0)
        bounds_add(known, walk.perhaps, unknown, perhaps);
}

/* movl %ecx, %ecx */
static bool is_extended(const_rtx set)
{
    const_rtx source = SET_SRC(set);
    return GET_CODE(source) == ZERO_EXTEND && REG_P(XEXP(source, 0)) &&
           REGNO(XEXP(source, 0)) == REGNO(SET_DEST(set));
}

/* What the instruction before `insn` in its block sets a register to, where that is a single value;
 * NULL. Moves `insn` there. */
static rtx set_of(rtx_insn **insn, unsigned regno)
{
    while (*insn != BB_HEAD(BLOCK_FOR_INSN(*insn))) {
        *insn = PREV_INSN(*insn);
        if (!NONDEBUG_INSN_P(*insn))
            continue;
        rtx set = single_set(*insn);
        if (set && REG_P(SET_DEST(set)) && REGNO(SET_DEST(set)) == regno) {
            if (is_extended(set))
                continue;
            return GET_CODE(SET_SRC(set)) == ZERO_EXTEND ? XEXP(SET_SRC(set), 0) : SET_SRC(set);
        }
        if (CALL_P(*insn) || reg_set_p(gen_rtx_REG(DImode, regno), *insn))
            return NULL;
    }
    return NULL;
}

/* The constant that an operation of this code adds to a register, or combines it with; 0: it is no
 * such. */
static HOST_WIDE_INT operand_of(rtx operation, rtx_code code)
{
    bool is_such = operation && GET_CODE(operation) == code && REG_P(XEXP(operation, 0)) &&
                   CONST_INT_P(XEXP(operation, 1));
    return is_such ? INTVAL(XEXP(operation, 1)) : 0;
}

namespace
{
/* What was computed: the value of a register somewhere before, and a number added to it. */
struct computed {
    unsigned base;
    HOST_WIDE_INT offset;
};
} // namespace

/* What a register's value before `insn` was computed from, by copies and additions in its block. */
static computed value_of_register(rtx_insn *insn, unsigned regno)
{
    computed value = {regno, 0};
    while (rtx source = set_of(&insn, value.base)) {
        HOST_WIDE_INT added = operand_of(source, PLUS);
        if (!REG_P(source) && added == 0)
            break;
        value.base = REGNO(added ? XEXP(source, 0) : source);
        value.offset += added;
    }
    return value;
}

namespace
{
/* How often the processor goes through an instruction. Invariant: `fewer` <= `most`. */
struct repetitions {
    unsigned most;  /* 0: nobody knows */
    unsigned fewer; /* by so many it may be less */
};
} // namespace

/*
 * The steps of eight bytes that fill or copy a number of bytes from where alignment begins; most 0:
 * it is something else.
 *
 *     leaq 8(%rax), %rdi;  andq $-8, %rdi;  subq %rdi, %rcx       1 to 8 bytes, as %rax is aligned
 *     addl $104, %ecx;  shrl $3, %ecx;  rep stosq
 */
static repetitions aligned_steps(rtx_insn *at, rtx shifted)
{
    const int bytes = 8;
    const repetitions unknown = {0, 0};
    if (operand_of(shifted, LSHIFTRT) != exact_log2(bytes))
        return unknown;
    rtx sum = set_of(&at, target_repeat_register());
    HOST_WIDE_INT whole = operand_of(sum, PLUS);
    rtx distance = whole > 0 ? set_of(&at, REGNO(XEXP(sum, 0))) : NULL;
    if (!distance || GET_CODE(distance) != MINUS || !REG_P(XEXP(distance, 0)) ||
        !REG_P(XEXP(distance, 1)))
        return unknown;
    computed start = value_of_register(at, REGNO(XEXP(distance, 0)));
    rtx aligned = set_of(&at, REGNO(XEXP(distance, 1)));
    if (operand_of(aligned, AND) != -bytes)
        return unknown;
    computed next = value_of_register(at, REGNO(XEXP(aligned, 0)));
    HOST_WIDE_INT before = next.offset - start.offset;
    if (next.base != start.base || before < bytes || whole <= before)
        return unknown;
    unsigned least = (unsigned)((whole - before) / bytes);
    unsigned most = (unsigned)((whole - before + bytes - 1) / bytes);
    return {most, most - least};
}

/*
 * As callgrind counts an instruction of the `rep` family: once for each step and once to see that
 * none is left.
 *
 *     movl $124, %ecx
 *     rep stosq
 */
static repetitions find_repetitions(rtx_insn *insn)
{
    if (!insns_repeats(insn))
        return {1, 0};
    rtx_insn *at = insn;
    rtx count = set_of(&at, target_repeat_register());
    if (count && CONST_INT_P(count))
        return {(unsigned)INTVAL(count) + 1, 0};
    repetitions steps = count ? aligned_steps(at, count) : repetitions{0, 0};
    steps.most += steps.most > 0;
    return steps;
}

static void add_kind(walk &walk, const vec<part> &parts, unsigned kind, unsigned number)
{
    for (unsigned i = 0; number > 0 && i < parts.length(); i++)
        walk.readings.safe_push(
            {(unsigned)parts[i].place, walk.line_tag, kind, (int64_t)number * parts[i].units});
}

static void add_instructions(walk &walk, const vec<part> &parts, unsigned instructions)
{
    add_kind(walk, parts, COST_INSTRUCTIONS, instructions);
}

/* What an instruction does. One that repeats does it in each step but the last, which finds that
 * none is left. */
static void add_mix(walk &walk, const vec<part> &parts, rtx_insn *insn, unsigned times)
{
    struct mix mix = mix_of(insn);
    unsigned steps = insns_repeats(insn) && times > 0 ? times - 1 : 1;
    for (unsigned kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        if (options.mix >> kind & 1)
            add_kind(walk, parts, COST_MIX + kind, mix.of[kind] * steps);
}

/*
 * The steps of an instruction that repeats, where they are counted (repeats.h); false: they are
 * not. Copies of one instruction have its line, too: the first one that is read has the steps of
 * all.
 */
static bool read_steps(walk &walk, rtx_insn *insn, int number)
{
    int counted =
        number < 0 || target_repeated_size(insn) != 1 ? TAG_NONE : walk.tags[number].bytes;
    if (counted == TAG_NONE || walk.stepped.contains(counted))
        return counted != TAG_NONE;
    walk.stepped.safe_push(counted);
    vec<part> steps = vNULL;
    steps.safe_push({counted, CINSTR_COST_UNIT});
    add_instructions(walk, steps, 1);
    if (options.mix)
        add_mix(walk, steps, insn, 0);
    solve_add_term(walk.certain, solve_given(counted), 1);
    steps.release();
    return true;
}

/* A call by name, to a function that may turn out to have no probes. */
static void add_call(walk &walk, const vec<part> &parts, rtx_insn *insn)
{
    const char *name = callees_name(insn);
    if (!name || !options_names_external(name))
        return;
    unsigned number = 0;
    while (number < walk.callees.length() && strcmp(walk.callees[number], name) != 0)
        number++;
    if (number == walk.callees.length())
        walk.callees.safe_push(name);
    add_kind(walk, parts, COST_CALL + number, 1);
}

/* The line table goes on to the line of an instruction, or of a mark, that has one. */
static void go_to_line(walk &walk, rtx_insn *insn)
{
    location_t location = INSN_LOCATION(insn);
    int number = origins_tag(location);
    int line = number >= 0 ? walk.tags[number].line_tag : TAG_NONE;
    if (line >= 0 && walk.tags[line].line != 0)
        walk.line_tag = line;
    else if (number == TAG_NONE && LOCATION_LOCUS(location) == prologue_location)
        walk.line_tag = TAG_FUNCTION;
    else if (number == TAG_NONE && LOCATION_LOCUS(location) == epilogue_location)
        walk.line_tag = READING_END;
}

/* Padding in front of a block that control runs through, on its way from the block before. */
static void read_padding(walk &walk, const analysis &known, basic_block bb, edge fallthrough)
{
    nops nops = padding_before(walk.padding, bb);
    if (dump_file && nops.likely > 0) {
        fprintf(dump_file, ";; %u nops (or %u) before block %d after %d:", nops.likely, nops.most,
                bb->index, fallthrough->src->index);
        dump_parts(walk, known.fallthroughs[bb->index]);
    }
    add_instructions(walk, known.fallthroughs[bb->index], nops.likely);
    note_certain(walk, known, unknowns_edge(fallthrough), nops.most, nops.most);
}

/* The edge by which control leaves the block of a place; the place itself where there are others.
 */
static int edge_after(const vec<tag> &tags, int place)
{
    int found = TAG_NONE;
    for (int i = place; i < (int)tags.length() && tags[i].source == tags[place].source; i++)
        if (tags[i].on_edge && tags[i].counted && !tags[i].counter) {
            if (found >= 0 && tags[found].target != tags[i].target)
                return place;
            found = i;
        }
    return found >= 0 ? found : place;
}

/*
 * Without optimisation every instruction runs as often as its statement's block. An RTL block may
 * have several, which end at calls that may not return (flow_split_at_calls). A jump after such a
 * call has the location of the statement that it goes to, but runs as often as its edge.
 */
static void take_own_count(vec<part> &parts, rtx_insn *insn, int number, const walk &walk)
{
    if (any_uncondjump_p(insn) && parts.length() == 1)
        number = edge_after(walk.tags, parts[0].place);
    if (number < 0 || !walk.tags[number].counted)
        return;
    parts.truncate(0);
    parts.safe_push({number, CINSTR_COST_UNIT});
}

/*
 * Whether a jump may not be there for some that reach it, as GCC leads what jumps to a jump of the
 * same location straight to where that leads:
 *
 *     jmp .L1; ...  .L1: jmp .L2      ->      jmp .L2; ...  .L1: jmp .L2
 *
 * Marks make two locations of it (tags.h).
 */
static bool may_be_passed(const walk &walk, rtx_insn *insn)
{
    int number = any_uncondjump_p(insn) ? insns_tag(insn) : TAG_NONE;
    return number >= 0 && walk.tags[number].may_be_passed;
}

/* What GCC adds at the entry, which runs once for each call, whatever jumps to the first block. */
static void read_entry(walk &walk)
{
    unsigned number = target_entry_instructions();
    if (number == 0)
        return;
    vec<part> calls = vNULL;
    calls.safe_push({TAG_FUNCTION, CINSTR_COST_UNIT});
    add_instructions(walk, calls, number);
    solve_add_term(walk.certain, solve_given(TAG_FUNCTION), number);
    calls.release();
}

/* What GCC adds at the head of a block: after its label, or after a call that returns twice, which
 * ends the block before (blocks_split_at_jumps). */
static unsigned read_marks(walk &walk, basic_block bb, const vec<part> &parts)
{
    unsigned number = LABEL_P(BB_HEAD(bb)) ? target_marks_after(BB_HEAD(bb)) : 0;
    rtx_insn *before = bb->prev_bb->index >= NUM_FIXED_BLOCKS ? BB_END(bb->prev_bb) : NULL;
    if (before && insns_is_setjmp(before))
        number += target_marks_after(before);
    add_instructions(walk, parts, number);
    return number;
}

static void read_block(walk &walk, const analysis &known, basic_block bb, vec<part> &parts)
{
    bool after_call = false;
    unsigned all = read_marks(walk, bb, parts), perhaps = 0;
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn) {
        int number = insns_tag(insn);
        if (DEBUG_INSN_P(insn) && DEBUG_MARKER_INSN_P(insn))
            go_to_line(walk, insn);
        if (number == TAG_PROBE || (walk.overhead && overhead_has(*walk.overhead, insn)))
            continue;
        go_to_line(walk, insn);
        if (!optimize && after_call)
            take_own_count(parts, insn, number, walk);
        if (dump_file)
            dump_instruction(walk, insn);
        repetitions repeated = find_repetitions(insn);
        unsigned instructions = insns_count(insn), times = repeated.most;
        if (CALL_P(insn) && !insns_is_setjmp(insn))
            instructions += target_marks_after(insn);
        if (times == 0 && read_steps(walk, insn, number))
            times = 1; /* to see that no step is left */
        add_instructions(walk, parts, instructions * MAX(times, 1u));
        if (options.mix && instructions > 0)
            add_mix(walk, parts, insn, times);
        if (options.external && options.mode == CINSTR_MODE_COUNT && CALL_P(insn))
            add_call(walk, parts, insn);
        walk.endless |= instructions > 0 && (times == 0 || insns_asm_repeats(insn));
        if (!optimize && after_call && parts.length() == 1)
            solve_add_term(walk.certain, ~parts[0].place,
                           (double)instructions * parts[0].units / CINSTR_COST_UNIT);
        else
            all += instructions * MAX(times, 1u);
        perhaps += may_be_passed(walk, insn) ? instructions : instructions * repeated.fewer;
        after_call |= CALL_P(insn);
    }
    note_certain(walk, known, unknowns_block(known.unknowns, bb), all, perhaps);
}

/* Of what is told: the instructions for each run of every place. */
static sum told(const vec<reading> &readings, unsigned first)
{
    sum all = vNULL;
    for (unsigned i = first; i < readings.length(); i++)
        if (readings[i].kind == COST_INSTRUCTIONS)
            solve_add_term(all, ~(int)readings[i].place_tag,
                           (double)readings[i].units / CINSTR_COST_UNIT);
    return all;
}

static void add_difference(walk &walk, const shortener &shortener, unsigned kind, const sum &bound,
                           bool known, const sum &told)
{
    if (!known) {
        walk.readings.safe_push({TAG_FUNCTION, kind, COST_INSTRUCTIONS, COST_ENDLESS});
        return;
    }
    sum difference = bound.copy();
    for (unsigned i = 0; i < told.length(); i++)
        solve_add_term(difference, told[i].key, -told[i].factor);
    vec<part> parts = vNULL;
    for (unsigned i = 0; i < difference.length(); i++)
        if (int units = (int)lround(difference[i].factor * CINSTR_COST_UNIT))
            parts.safe_push({~difference[i].key, units});
    for (unsigned i = 0; !shorten_is_nothing(shortener, parts) && i < parts.length(); i++)
        walk.readings.safe_push(
            {(unsigned)parts[i].place, kind, COST_INSTRUCTIONS, parts[i].units});
    difference.release();
    parts.release();
}

/* How far what is told may be from the truth. */
static void read_bounds(walk &walk, const analysis &known, const shortener &shortener,
                        unsigned first)
{
    sum all = told(walk.readings, first);
    bounds of_all = bounds_find(known, walk.certain);
    bounds of_perhaps = bounds_find(known, walk.perhaps);
    for (unsigned i = 0; i < of_perhaps.most.length(); i++)
        solve_add_term(of_all.least, of_perhaps.most[i].key, -of_perhaps.most[i].factor);
    add_difference(walk, shortener, READING_LESS, of_all.least,
                   of_all.has_least && of_perhaps.has_most, all);
    add_difference(walk, shortener, READING_MORE, of_all.most, of_all.has_most && !walk.endless,
                   all);
    of_all.least.release();
    of_all.most.release();
    of_perhaps.least.release();
    of_perhaps.most.release();
    all.release();
}

void reading_take(function *fun, const flow &flow, const vec<tag> &tags,
                  const vec<unsigned> &variables, const vec<peeled_test> &peeled, bool has_probes,
                  reading_list &list)
{
    overhead overhead;
    padding padding;
    walk walk = {tags,
                 variables,
                 has_probes ? &overhead : NULL,
                 padding,
                 list.readings,
                 list.callees,
                 TAG_FUNCTION,
                 0,
                 vNULL,
                 vNULL,
                 false,
                 vNULL};
    unsigned first = list.readings.length();
    if (optimize)
        padding_find(padding, fun);
    blocks_split_at_jumps(fun, tags);
    analysis known = {fun, tags, peeled, {}, {}, {}, {}, {}, vNULL, vNULL, vNULL};
    shortener shortener(variables);
    shorten_begin(shortener, flow.graph);
    blocks_know(known, shortener);
    if (has_probes)
        overhead_find(overhead, fun);
    read_entry(walk);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        vec<part> &parts = known.blocks[bb->index];
        shorten_parts(shortener, parts, places_main(known.places, bb));
        limit_parts(walk, known, parts, bb);
        edge before = find_fallthru_edge(bb->preds);
        if (dump_file)
            dump_block(walk, bb, parts);
        if (before && before->src->index >= NUM_FIXED_BLOCKS)
            read_padding(walk, known, bb, before);
        read_block(walk, known, bb, parts);
    }
    read_bounds(walk, known, shortener, first);
    walk.stepped.release();
    blocks_forget(known);
}
