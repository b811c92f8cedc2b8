/* SPDX-License-Identifier: GPL-3.0-or-later */
/* costs.cc - runs the plain compilation, and keeps the costs that it reads; see costs.h. */
#include "costs/costs.h"
#include "costs/origins.h"
#include "costs/reading.h"
#include "base/copy.h"
#include "base/options.h"
#include "base/pass.h"
#include "costs/peeled.h"
#include "costs/phis.h"
#include "costs/tags.h"

#include <cinstr/abi.h>

namespace
{
/* What both compilations know of a function. */
struct function_costs {
    vec<tag> tags;
    vec<unsigned> variables; /* of the tags */
    expanded_location end;   /* where the function ends in the source */
    vec<cost> costs;
    unsigned checksum;
    bool measured;
};

/* What is kept of the unit that GCC compiles. */
struct costs_unit {
    vec<function_costs> functions; /* by number (records.h) */
    flow newest;                   /* the flow of the newest function */
    vec<peeled_test> peeled;       /* of the function that is compiled now */
    reading_list list;             /* of it, too */
    bool tagged;                   /* the function that is compiled now has tags in its locations */
    pid_t child;                   /* 0: not begun, or this is the child */
    bool is_child;
    FILE *table; /* the child's readings; a file without a name */
};
} // namespace

/* GCC hands nothing to its passes, so they find it here. */
static costs_unit unit;

static bool use_fork(void)
{
    return options.costs == COSTS_NATIVE;
}

/* Where that is wanted and not done yet. */
static void begin_plain_compilation(void)
{
    if (!use_fork() || unit.is_child || unit.child != 0)
        return;
    unit.table = tmpfile();
    unit.child = unit.table ? copy_start(unit.table, "rtl-cinstr_costs") : -1;
    if (unit.child < 0)
        fatal_error(UNKNOWN_LOCATION, "cinstr: cannot start the plain compilation: %m; use "
                                      "%<-fplugin-arg-cinstr-costs=instrumented%>");
    unit.is_child = unit.child == 0;
}

static unsigned variable_of(const tag &tag)
{
    if (tag.counter)
        return tag.counter;
    return tag.on_edge ? flow_edge_variable(unit.newest, tag.source, tag.target)
                       : flow_block_variable(unit.newest, tag.source);
}

static void tag_function(function *fun)
{
    function_costs entry = {};
    unit.tagged = unit.is_child || !use_fork();
    entry.tags = tags_make(unit.newest, fun, unit.tagged);
    entry.end = expand_location(fun->function_end_locus);
    for (unsigned i = 0; i < entry.tags.length(); i++)
        entry.variables.safe_push(i == TAG_FUNCTION ? 0 : variable_of(entry.tags[i]));
    entry.checksum = unit.newest.checksum ^ entry.tags.length();
    unit.functions.safe_push(entry);
    unit.peeled.truncate(0);
}

const flow *costs_begin_function(function *fun)
{
    flow_end(unit.newest);
    vec<basic_block> rests = flow_split_at_calls(fun);
    flow_analyse(unit.newest, fun);
    begin_plain_compilation();
    tag_function(fun);
    if (unit.is_child)
        flow_join(rests);
    rests.release();
    return unit.is_child ? NULL : &unit.newest;
}

static void add_cost(function_costs &function, const reading &reading)
{
    cost cost = {};
    if (reading.kind >= COST_CALL)
        cost.callee = unit.list.callees[reading.kind - COST_CALL];
    cost.variable = function.variables[reading.place_tag];
    cost.kind = reading.kind;
    cost.units = reading.units;
    if (reading.line_tag == READING_LESS || reading.line_tag == READING_MORE) {
        cost.scope = reading.line_tag == READING_LESS ? CINSTR_SCOPE_LESS : CINSTR_SCOPE_MORE;
    } else if (reading.line_tag == READING_END) {
        cost.file = function.end.file;
        cost.line = function.end.line;
    } else {
        const tag &line = function.tags[reading.line_tag];
        cost.scope = line.scope;
        cost.file = line.file;
        cost.line = line.line;
    }
    function.costs.safe_push(cost);
}

/* By line and what belongs to one; files by name, for their addresses differ from run to run. */
static int compare_costs(const void *left, const void *right)
{
    const cost *a = (const cost *)left, *b = (const cost *)right;
    if (a->scope != b->scope)
        return a->scope < b->scope ? -1 : 1;
    if (a->file != b->file && (!a->file || !b->file))
        return a->file ? 1 : -1;
    int order = a->file == b->file ? 0 : strcmp(a->file, b->file);
    if (order != 0)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->variable != b->variable)
        return a->variable < b->variable ? -1 : 1;
    return a->kind < b->kind ? -1 : a->kind > b->kind;
}

/* Adds up the costs of one line, variable and kind. All of a line stand together then, which the
 * runtime needs: what is negative for one variable is made up for by another. */
static void add_up_costs(vec<cost> &costs)
{
    costs.qsort(compare_costs);
    unsigned kept = 0;
    for (unsigned i = 0; i < costs.length(); i++)
        if (kept > 0 && compare_costs(&costs[kept - 1], &costs[i]) == 0)
            costs[kept - 1].units += costs[i].units;
        else
            costs[kept++] = costs[i];
    costs.truncate(kept);
}

static void write_word(unsigned word)
{
    fwrite(&word, sizeof word, 1, unit.table);
}

static bool read_word(unsigned *word)
{
    return fread(word, sizeof *word, 1, unit.table) == 1;
}

static void write_text(const char *text)
{
    write_word(strlen(text));
    fwrite(text, 1, strlen(text), unit.table);
}

/* A text that lives until GCC ends; NULL: there is none. */
static const char *read_text(void)
{
    unsigned length;
    if (!read_word(&length))
        return NULL;
    char *text = XNEWVEC(char, length + 1);
    text[length] = '\0';
    return fread(text, 1, length, unit.table) == length ? text : NULL;
}

/* In the child: number, checksum, readings and callees of a function. */
static void tell(unsigned number)
{
    const reading_list &list = unit.list;
    write_word(number);
    write_word(unit.functions[number].checksum);
    write_word(list.readings.length());
    fwrite(list.readings.address(), sizeof(reading), list.readings.length(), unit.table);
    write_word(list.callees.length());
    for (unsigned i = 0; i < list.callees.length(); i++)
        write_text(list.callees[i]);
}

static void note_readings(unsigned number)
{
    for (unsigned i = 0; i < unit.list.readings.length(); i++)
        add_cost(unit.functions[number], unit.list.readings[i]);
    add_up_costs(unit.functions[number].costs);
    unit.functions[number].measured = true;
}

static bool are_read(function *fun)
{
    return options.instructions && unit.tagged && unit.functions.length() > 0 &&
           records_newest_function() == fun->decl;
}

static bool phis_gate(function *fun)
{
    return optimize && are_read(fun);
}

static unsigned phis_execute(function *)
{
    phis_find_lines(unit.functions.last().tags);
    return 0;
}

static bool peeled_gate(function *fun)
{
    return are_read(fun) && !unit.newest.remainders.is_empty();
}

static unsigned peeled_execute(function *fun)
{
    peeled_find(unit.peeled, fun);
    return 0;
}

static bool costs_gate(function *fun)
{
    return are_read(fun);
}

static unsigned costs_execute(function *fun)
{
    unsigned number = unit.functions.length() - 1;
    unit.list.readings.truncate(0);
    unit.list.callees.truncate(0);
    reading_take(fun, unit.newest, unit.functions[number].tags, unit.functions[number].variables,
                 unit.peeled, !use_fork(), unit.list);
    if (unit.is_child)
        tell(number);
    else
        note_readings(number);
    return 0;
}

/* Readings and callees of a function; false: they are not there. */
static bool hear_list(reading_list &list)
{
    unsigned count;
    if (!read_word(&count))
        return false;
    list.readings.truncate(0);
    list.readings.safe_grow(count, true);
    if (fread(list.readings.address(), sizeof(reading), count, unit.table) != count ||
        !read_word(&count))
        return false;
    list.callees.truncate(0);
    for (; count > 0; count--) {
        list.callees.safe_push(read_text());
        if (!list.callees.last())
            return false;
    }
    return true;
}

/* In the parent: takes over what the child has told. False when it is not of the same graphs. */
static bool hear(void)
{
    unsigned number, checksum;
    rewind(unit.table);
    while (read_word(&number)) {
        if (!read_word(&checksum) || number >= unit.functions.length() ||
            unit.functions[number].checksum != checksum || !hear_list(unit.list))
            return false;
        note_readings(number);
    }
    return true;
}

bool costs_end_unit(void)
{
    if (unit.is_child)
        _exit(fclose(unit.table) == 0 && !seen_error() ? 0 : 1);
    if (unit.child <= 0)
        return true;
    bool good = copy_wait(unit.child) && hear();
    for (unsigned i = 0; good && i < unit.functions.length(); i++)
        good = unit.functions[i].measured;
    if (!good)
        error("cinstr: the plain compilation for instruction costs failed; use "
              "%<-fplugin-arg-cinstr-costs=instrumented%> or %<instructions=off%>");
    return good;
}

vec<vec<cost>> costs_of_unit(void)
{
    vec<vec<cost>> costs = vNULL;
    for (unsigned i = 0; i < unit.functions.length(); i++)
        costs.safe_push(unit.functions[i].costs);
    return costs;
}

DEFINE_RTL_PASS(phis)
DEFINE_RTL_PASS(peeled)
DEFINE_RTL_PASS(costs)

void costs_register(const char *plugin)
{
    origins_register(plugin, are_read);
    pass_insert(plugin, make_peeled_pass(), "cinstr_copies", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_phis_pass(), "expand", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_costs_pass(), "vartrack", PASS_POS_INSERT_BEFORE);
}
