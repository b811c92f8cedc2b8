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

/* What the reading pass finds, and the child tells: instructions of the block of one tag that are
 * shown at the line of another. The first record of a function has its number and checksum. */
struct reading {
    unsigned block_tag, line_tag, units;
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

/* The tag that most instructions of an RTL block carry; TAG_NONE when none does. */
static int usual_tag(basic_block bb, const vec<tag> &tags)
{
    int best = TAG_NONE, lead = 0;
    rtx_insn *insn;
    FOR_BB_INSNS(bb, insn)
    {
        int number = INSN_P(insn) && instructions_of(insn) ? tags_of_location(INSN_LOCATION(insn))
                                                           : TAG_NONE;
        if (number < 0)
            continue;
        bool same = best >= 0 && tags_same_place(tags[number], tags[best]);
        lead += same ? 1 : -1;
        if (lead < 0) {
            best = number;
            lead = 1;
        }
    }
    return best;
}

/* An RTL block without any tag lies on an edge, or is the function's entry or exit. */
static int neighbours_tag(basic_block bb, const vec<int> &usual, const vec<tag> &tags)
{
    int before = single_pred_p(bb) ? usual[single_pred(bb)->index] : TAG_NONE;
    int after = single_succ_p(bb) ? usual[single_succ(bb)->index] : TAG_NONE;
    if (before >= 0 && after >= 0)
        for (unsigned i = 0; i < tags.length(); i++)
            if (tags[i].on_edge && tags[i].source == tags[before].source &&
                tags[i].target == tags[after].source)
                return i;
    if (after >= 0 && single_pred_p(single_succ(bb)))
        return after;
    return before >= 0 ? before : after >= 0 ? after : TAG_FUNCTION;
}

/* How often an RTL block runs for each time that the tag's block does, in COSTS_UNIT. `places` is
 * in how many RTL blocks the tag's block is found: in one, and it is simply that. */
static unsigned weight(basic_block bb, const tag &tag, unsigned places)
{
    if (places <= 1 || !bb->count.initialized_p() || !tag.count.initialized_p() ||
        !tag.count.nonzero_p())
        return COSTS_UNIT;
    sreal ratio = bb->count.to_sreal_scale(tag.count);
    double units = ratio.to_double() * COSTS_UNIT;
    if (units > 0.97 * COSTS_UNIT && units < 1.03 * COSTS_UNIT)
        return COSTS_UNIT;
    return units > 1024.0 * COSTS_UNIT ? 1024 * COSTS_UNIT : (unsigned)units;
}

/* For each tag, in how many RTL blocks instructions of its block or edge stand. */
static vec<unsigned> count_places(function *fun, const vec<tag> &tags)
{
    vec<unsigned> places = vNULL;
    places.safe_grow_cleared(tags.length(), true);
    auto_vec<int> last_seen;
    last_seen.safe_grow_cleared(tags.length(), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS(bb, insn)
        {
            int number = INSN_P(insn) ? tags_of_location(INSN_LOCATION(insn)) : TAG_NONE;
            if (number < 0 || !instructions_of(insn))
                continue;
            /* The tags of a place stand together, so the first one can speak for all. */
            while (number > 0 && tags_same_place(tags[number], tags[number - 1]))
                number--;
            if (last_seen[number] != bb->index) {
                last_seen[number] = bb->index;
                places[number]++;
            }
        }
    for (unsigned i = 1; i < tags.length(); i++)
        if (tags_same_place(tags[i], tags[i - 1]))
            places[i] = places[i - 1];
    return places;
}

/* Reads the function's final code, block by block in the order of the code. */
static void read_function(function *fun, const vec<tag> &tags)
{
    vec<unsigned> places = count_places(fun, tags);
    auto_vec<int> usual;
    usual.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        usual[bb->index] = usual_tag(bb, tags);
    unsigned line_tag = TAG_FUNCTION;
    FOR_EACH_BB_FN (bb, fun) {
        int own = usual[bb->index] >= 0 ? usual[bb->index] : neighbours_tag(bb, usual, tags);
        rtx_insn *insn;
        FOR_BB_INSNS(bb, insn)
        {
            unsigned instructions = instructions_of(insn);
            int number = instructions ? tags_of_location(INSN_LOCATION(insn)) : TAG_PROBE;
            if (number == TAG_PROBE)
                continue;
            unsigned block_tag = number >= 0 ? number : own;
            if (number >= 0 && tags[number].line != 0)
                line_tag = number;
            /* Instructions of a block without any are weighed like the block's own. */
            unsigned units = weight(bb, tags[block_tag], places[block_tag]);
            if (units > 0)
                readings.safe_push({block_tag, line_tag, instructions * units});
        }
    }
    places.release();
}

static void add_cost(function_costs &function, const reading &reading)
{
    const tag &line = function.tags[reading.line_tag];
    cost cost = {};
    cost.variable = function.variables[reading.block_tag];
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
