/* SPDX-License-Identifier: GPL-3.0-or-later */
/* costs.cc - reads the costs off the final code, and runs the plain compilation; see costs.h. */
#include "costs.h"
#include "flow.h"
#include "options.h"
#include "pass.h"
#include "records.h"
#include "tags.h"

#include <sys/wait.h>

/* What both compilations know of a function. */
struct function_costs {
    vec<tag> tags;
    vec<unsigned> variables; /* of the tags */
    vec<cost> costs;
    unsigned checksum;
    bool measured;
};

/* What the reading pass finds, and the child tells: instructions that run as often as the place of
 * one tag, and are shown at the line of another. */
struct reading {
    unsigned place_tag, line_tag, units;
};

static vec<function_costs> functions;
static vec<reading> readings; /* of the function that is compiled now */
static bool tagged;           /* the function that is compiled now has tags in its locations */
static pid_t child;           /* 0: not begun, or this is the child */
static bool is_child;
static FILE *table; /* the child's readings; a file without a name */

static bool use_fork(void)
{
    return options.costs == COSTS_NATIVE;
}

/* The child's output is its costs and nothing else. */
static void become_child(void)
{
    is_child = true;
    asm_out_file = fopen("/dev/null", "w");
    int null = open("/dev/null", O_WRONLY);
    if (!asm_out_file || null < 0 || dup2(null, STDERR_FILENO) < 0)
        _exit(1);
    flag_var_tracking = 0; /* debug information of a program that nobody will see */
}

bool costs_begin_unit(void)
{
    if (!options.instructions || !use_fork() || is_child || child != 0)
        return is_child;
    table = tmpfile();
    fflush(NULL);
    child = table ? fork() : -1;
    if (child < 0)
        fatal_error(UNKNOWN_LOCATION, "cinstr: cannot start the plain compilation: %m; use "
                                      "%<-fplugin-arg-cinstr-costs=instrumented%>");
    if (child == 0)
        become_child();
    return is_child;
}

void costs_tag_function(function *fun)
{
    function_costs entry = {};
    tagged = is_child || !use_fork();
    entry.tags = tags_make(fun, tagged);
    for (unsigned i = 0; i < entry.tags.length(); i++) {
        const tag &tag = entry.tags[i];
        entry.variables.safe_push(i == TAG_FUNCTION ? 0
                                  : tag.on_edge     ? flow_edge_variable(tag.source, tag.target)
                                                    : flow_block_variable(tag.source));
    }
    entry.checksum = flow_checksum() ^ entry.tags.length();
    functions.safe_push(entry);
}

void costs_tag_probe(gimple *stmt)
{
    if (options.instructions && !use_fork())
        tags_mark_probe(stmt);
}

/* Machine instructions that an RTL instruction becomes. */
static unsigned instructions_of(rtx_insn *insn)
{
    if (!NONDEBUG_INSN_P(insn))
        return 0;
    rtx pattern = PATTERN(insn);
    if (GET_CODE(pattern) == USE || GET_CODE(pattern) == CLOBBER)
        return 0;
    if (GET_CODE(pattern) == ASM_INPUT || asm_noperands(pattern) >= 0)
        return asm_str_count(GET_CODE(pattern) == ASM_INPUT
                                 ? XSTR(pattern, 0)
                                 : decode_asm_operands(pattern, NULL, NULL, NULL, NULL, NULL));
    return recog_memoized(insn) >= 0 && get_attr_length(insn) > 0;
}

/*
 * The RTL blocks in which a place (a GIMPLE block or edge) has instructions, and their expected
 * frequency together. Kept at the place's first tag: the tags of a place stand together.
 */
struct spread {
    unsigned blocks;
    int last_block;
    gcov_type count;
};

static int first_tag_of_place(const vec<tag> &tags, int number)
{
    while (number > 0 && tags_same_place(tags[number], tags[number - 1]))
        number--;
    return number;
}

/* The tag of an instruction of the program's; TAG_NONE, or TAG_PROBE for what is none. */
static int tag_of(rtx_insn *insn)
{
    return instructions_of(insn) > 0 ? tags_of_location(INSN_LOCATION(insn)) : TAG_PROBE;
}

static gcov_type frequency(profile_count count)
{
    return count.initialized_p() ? count.to_gcov_type() : 0;
}

static vec<spread> find_spreads(function *fun, const vec<tag> &tags)
{
    vec<spread> spreads = vNULL;
    spreads.safe_grow_cleared(tags.length(), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            int number = tag_of(insn);
            if (number < 0)
                continue;
            spread &spread = spreads[first_tag_of_place(tags, number)];
            if (spread.last_block == bb->index)
                continue;
            spread.last_block = bb->index;
            spread.blocks++;
            spread.count += frequency(bb->count);
        }
    return spreads;
}

/*
 * All instructions of an RTL block run equally often, so one place must speak for all: the one
 * with most instructions there, each worth the less the more RTL blocks the place is spread over.
 * GCC merges equal ends of blocks and copies them again, or moves an instruction out of a loop;
 * what has moved in is outvoted. Returns the place's first tag, TAG_NONE when no tag is found.
 */
static int place_of_block(basic_block bb, const vec<tag> &tags, const vec<spread> &spreads)
{
    auto_vec<int, 16> places;
    auto_vec<double, 16> votes;
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn) {
        int number = tag_of(insn);
        if (number < 0)
            continue;
        number = first_tag_of_place(tags, number);
        unsigned at = 0;
        while (at < places.length() && places[at] != number)
            at++;
        if (at == places.length()) {
            places.safe_push(number);
            votes.safe_push(0);
        }
        votes[at] += 1.0 / spreads[number].blocks;
    }
    int best = TAG_NONE;
    double most = 0;
    for (unsigned i = 0; i < places.length(); i++)
        if (votes[i] > most) {
            most = votes[i];
            best = places[i];
        }
    return best;
}

/* An RTL block without any tag lies on an edge, or is the function's entry or exit. */
static int neighbours_place(basic_block bb, const vec<int> &places, const vec<tag> &tags)
{
    int before = single_pred_p(bb) ? places[single_pred(bb)->index] : TAG_NONE;
    int after = single_succ_p(bb) ? places[single_succ(bb)->index] : TAG_NONE;
    if (before >= 0 && after >= 0)
        for (unsigned i = 0; i < tags.length(); i++)
            if (tags[i].on_edge && tags[i].source == tags[before].source &&
                tags[i].target == tags[after].source)
                return i;
    if (after >= 0 && single_pred_p(single_succ(bb)))
        return after;
    return before >= 0 ? before : after >= 0 ? after : TAG_FUNCTION;
}

/* How often an RTL block runs: `units` / COSTS_UNIT times for each run of the place. */
struct part {
    int place;
    unsigned units;
};

/* What is known of an RTL block. Invariant: once known, its runs are the sum of the parts. */
struct rtl_block {
    bool known;
    vec<part> parts;
};

/*
 * Whether a place's runs are the block's: they are when the place has no other block, or GCC
 * expects the two to run equally often. Else the block is a branch of a statement that became
 * several blocks, or equal ends of several blocks that were merged into one.
 */
static bool runs_with(basic_block bb, const tag &place, const spread &spread)
{
    double runs = frequency(bb->count), expected = frequency(place.count);
    if (runs <= 0 || expected <= 0)
        return spread.blocks <= 1;
    double ratio = runs / expected;
    return spread.blocks <= 1 ? ratio > 0.6 && ratio < 1.6 : ratio > 0.97 && ratio < 1.03;
}

/* The last resort: a share of the place's runs as GCC expects it. All of a place's blocks together
 * run at least as often as the place, whatever GCC lost of the counts. */
static part expected_part(basic_block bb, int place, const tag &tag, const spread &spread)
{
    gcov_type whole = MIN(frequency(tag.count), spread.count);
    double share = whole > 0 ? (double)frequency(bb->count) / (double)whole : 1.0;
    return {place, (unsigned)(MIN(share, 1024.0) * COSTS_UNIT + 0.5)};
}

static void add_part(vec<part> &parts, const part &more)
{
    for (unsigned i = 0; i < parts.length(); i++)
        if (parts[i].place == more.place) {
            parts[i].units += more.units;
            return;
        }
    parts.safe_push(more);
}

/* The tag of the GIMPLE edge from a place's block to another's, or, with `but`, of the only other
 * edge from there; TAG_NONE when there is no such one. */
static int edge_tag(const vec<tag> &tags, int from, int to, bool but)
{
    int found = TAG_NONE, others = 0;
    bool seen = false;
    for (int i = from; i >= 0 && i < (int)tags.length() && !tags[from].on_edge; i++) {
        if (!tags[i].on_edge && !tags_same_place(tags[i], tags[from]))
            break;
        if (!tags[i].on_edge)
            continue;
        bool matches = tags[i].target == tags[to].source && !tags[to].on_edge;
        seen |= matches;
        if (matches != but) {
            found = i;
            others++;
        }
    }
    return seen && others == 1 ? found : TAG_NONE;
}

/* The GIMPLE edge that an RTL edge out of a block with a plain place is; TAG_NONE: not known. */
static int gimple_edge(edge e, const vec<rtl_block> &blocks, const vec<int> &places,
                       const vec<tag> &tags)
{
    const vec<part> &from = blocks[e->src->index].parts;
    if (from.length() != 1 || from[0].units != COSTS_UNIT || EDGE_COUNT(e->src->succs) != 2)
        return TAG_NONE;
    int number = edge_tag(tags, from[0].place, places[e->dest->index], false);
    if (number >= 0)
        return number;
    edge other = EDGE_SUCC(e->src, EDGE_SUCC(e->src, 0) == e);
    if (other->dest == EXIT_BLOCK_PTR_FOR_FN(cfun))
        return TAG_NONE;
    return edge_tag(tags, from[0].place, places[other->dest->index], true);
}

static void add_flow(edge e, vec<rtl_block> &blocks, const vec<int> &places, const vec<tag> &tags)
{
    const vec<part> &from = blocks[e->src->index].parts;
    vec<part> &to = blocks[e->dest->index].parts;
    double share = 1;
    if (!single_succ_p(e->src)) {
        int number = gimple_edge(e, blocks, places, tags);
        if (number >= 0) {
            add_part(to, {number, COSTS_UNIT});
            return;
        }
        if (e->probability.initialized_p())
            share = e->probability.to_sreal().to_double();
    }
    for (unsigned i = 0; i < from.length(); i++) {
        part part = {from[i].place, (unsigned)(from[i].units * share + 0.5)};
        if (part.units > 0)
            add_part(to, part);
    }
}

/* What flows into a block from its predecessors; false while one of them is not known, or where the
 * flow is none that an edge tells. */
static bool add_inflow(basic_block bb, vec<rtl_block> &blocks, const vec<int> &places,
                       const vec<tag> &tags)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        if (e->src == ENTRY_BLOCK_PTR_FOR_FN(cfun) || e->flags & (EDGE_ABNORMAL | EDGE_EH) ||
            !blocks[e->src->index].known || e->src == bb)
            return false;
    FOR_EACH_EDGE (e, ei, bb->preds)
        add_flow(e, blocks, places, tags);
    return EDGE_COUNT(bb->preds) > 0;
}

/* Finds out how often each RTL block runs: by its place where that is plain, by what flows into it,
 * by what GCC expects, in this order. */
static vec<rtl_block> know_blocks(function *fun, const vec<tag> &tags)
{
    vec<spread> spreads = find_spreads(fun, tags);
    vec<rtl_block> blocks = vNULL;
    auto_vec<int> places;
    blocks.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    places.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        places[bb->index] = place_of_block(bb, tags, spreads);
    FOR_EACH_BB_FN (bb, fun) {
        int &place = places[bb->index];
        if (place < 0)
            place = neighbours_place(bb, places, tags);
        rtl_block &block = blocks[bb->index];
        block.known = runs_with(bb, tags[place], spreads[place]);
        if (block.known)
            block.parts.safe_push({place, COSTS_UNIT});
    }
    for (bool more = true; more;) {
        more = false;
        FOR_EACH_BB_FN (bb, fun)
            if (!blocks[bb->index].known && add_inflow(bb, blocks, places, tags))
                more = blocks[bb->index].known = true;
    }
    FOR_EACH_BB_FN (bb, fun) {
        int place = places[bb->index];
        if (!blocks[bb->index].known)
            blocks[bb->index].parts.safe_push(
                expected_part(bb, place, tags[place], spreads[place]));
    }
    spreads.release();
    return blocks;
}

/* Reads the function's final code, block by block in the order of the code. */
static void read_function(function *fun, const vec<tag> &tags)
{
    vec<rtl_block> blocks = know_blocks(fun, tags);
    unsigned line_tag = TAG_FUNCTION;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        vec<part> &parts = blocks[bb->index].parts;
        rtx_insn *insn;
        FOR_BB_INSNS (bb, insn) {
            int number = tag_of(insn);
            if (number == TAG_PROBE)
                continue;
            if (number >= 0 && tags[number].line != 0)
                line_tag = number;
            for (unsigned i = 0; i < parts.length(); i++)
                readings.safe_push(
                    {(unsigned)parts[i].place, line_tag, instructions_of(insn) * parts[i].units});
        }
        parts.release();
    }
    blocks.release();
}

static void add_cost(function_costs &function, const reading &reading)
{
    const tag &line = function.tags[reading.line_tag];
    cost cost = {};
    cost.variable = function.variables[reading.place_tag];
    cost.scope = line.scope;
    cost.file = line.file;
    cost.line = line.line;
    cost.units = reading.units;
    for (unsigned i = function.costs.length(); i-- > 0;) {
        struct cost &other = function.costs[i];
        if (other.variable == cost.variable && other.scope == cost.scope &&
            other.line == cost.line && other.file == cost.file) {
            other.units += cost.units;
            return;
        }
        if (function.costs.length() - i > 64)
            break; /* far away: a record of its own costs less than the search */
    }
    function.costs.safe_push(cost);
}

static void write_word(unsigned word)
{
    fwrite(&word, sizeof word, 1, table);
}

static bool read_word(unsigned *word)
{
    return fread(word, sizeof *word, 1, table) == 1;
}

/* In the child: number, checksum and readings of a function, as words. */
static void tell(unsigned number)
{
    write_word(number);
    write_word(functions[number].checksum);
    write_word(readings.length());
    fwrite(readings.address(), sizeof(reading), readings.length(), table);
}

static void note_readings(unsigned number)
{
    for (unsigned i = 0; i < readings.length(); i++)
        add_cost(functions[number], readings[i]);
    functions[number].measured = true;
}

static bool costs_gate(function *fun)
{
    return options.instructions && tagged && functions.length() > 0 &&
           records_newest_function() == fun->decl;
}

static unsigned costs_execute(function *fun)
{
    unsigned number = functions.length() - 1;
    readings.truncate(0);
    read_function(fun, functions[number].tags);
    if (is_child)
        tell(number);
    else
        note_readings(number);
    return 0;
}

/* In the parent: takes over what the child has told. False when it is not of the same graphs. */
static bool hear(void)
{
    unsigned number, checksum, count;
    rewind(table);
    while (read_word(&number)) {
        if (!read_word(&checksum) || !read_word(&count) || number >= functions.length() ||
            functions[number].checksum != checksum)
            return false;
        readings.truncate(0);
        readings.safe_grow(count, true);
        if (fread(readings.address(), sizeof(reading), count, table) != count)
            return false;
        note_readings(number);
    }
    return true;
}

bool costs_end_unit(void)
{
    if (is_child)
        _exit(fclose(table) == 0 && !seen_error() ? 0 : 1);
    if (child <= 0)
        return true;
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && hear();
    for (unsigned i = 0; good && i < functions.length(); i++)
        good = functions[i].measured;
    if (!good)
        error("cinstr: the plain compilation for instruction costs failed; use "
              "%<-fplugin-arg-cinstr-costs=instrumented%> or %<instructions=off%>");
    return good;
}

const vec<cost> &costs_of(unsigned number)
{
    return functions[number].costs;
}

DEFINE_RTL_PASS(costs)

void costs_register(const char *plugin)
{
    pass_insert(plugin, make_costs_pass(), "vartrack", PASS_POS_INSERT_BEFORE);
}
