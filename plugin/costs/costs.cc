/* SPDX-License-Identifier: GPL-3.0-or-later */
/* costs.cc - runs the plain compilation, and keeps the costs that it reads; see costs.h. */
#include "costs/costs.h"
#include "costs/cases.h"
#include "costs/flow.h"
#include "costs/origins.h"
#include "costs/reading.h"
#include "base/options.h"
#include "base/pass.h"
#include "base/records.h"
#include "costs/tags.h"

#include <cinstr/abi.h>
#include <dirent.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* What both compilations know of a function. */
struct function_costs {
    vec<tag> tags;
    vec<unsigned> variables; /* of the tags */
    expanded_location end;   /* where the function ends in the source */
    vec<cost> costs;
    unsigned checksum;
    bool measured;
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

/* Dumps, which are opened by name for each function; but for that of our own pass, which the parent
 * does not write. */
static void forget_dumps(void)
{
    gcc::dump_manager *dumps = g->get_dumps();
    dump_file_info *own = dumps->get_dump_file_info_by_switch("rtl-cinstr_costs");
    for (int phase = TDI_none + 1; dump_file_info *dump = dumps->get_dump_file_info(phase); phase++)
        if (dump != own)
            dump->pstate = dump->alt_state = 0;
    flag_dump_final_insns = NULL; /* what -fcompare-debug compares */
}

/* Makes /dev/null of every file that the parent has open for writing: -fstack-usage, -fopt-info and
 * what else GCC has or will have. Nothing is left in their buffers. */
static bool forget_streams(void)
{
    int null = open("/dev/null", O_WRONLY);
    DIR *descriptors = opendir("/proc/self/fd");
    if (null < 0 || !descriptors)
        return false;
    bool good = true;
    while (dirent *entry = readdir(descriptors)) {
        int fd = atoi(entry->d_name), flags = fcntl(fd, F_GETFL);
        if (*entry->d_name != '.' && flags >= 0 && (flags & O_ACCMODE) != O_RDONLY &&
            fd != fileno(table) && fd != null)
            good &= dup2(null, fd) >= 0;
    }
    closedir(descriptors);
    return good;
}

/* The child's output is its costs and nothing else, and it ends when its parent does. */
static void become_child(pid_t parent)
{
    is_child = true;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent || !forget_streams())
        _exit(1);
    forget_dumps();
    flag_var_tracking = 0; /* debug information of a program that nobody will see */
}

bool costs_begin_unit(void)
{
    if (!options.instructions || !use_fork() || is_child || child != 0)
        return is_child;
    table = tmpfile();
    fflush(NULL);
    pid_t parent = getpid();
    child = table ? fork() : -1;
    if (child < 0)
        fatal_error(UNKNOWN_LOCATION, "cinstr: cannot start the plain compilation: %m; use "
                                      "%<-fplugin-arg-cinstr-costs=instrumented%>");
    if (child == 0)
        become_child(parent);
    return is_child;
}

void costs_tag_function(function *fun)
{
    function_costs entry = {};
    tagged = is_child || !use_fork();
    entry.tags = tags_make(fun, tagged);
    entry.end = expand_location(fun->function_end_locus);
    for (unsigned i = 0; i < entry.tags.length(); i++) {
        const tag &tag = entry.tags[i];
        entry.variables.safe_push(i == TAG_FUNCTION  ? 0
                                  : tag.out_of_range ? cases_variable(tag.source, tag.target)
                                  : tag.on_edge      ? flow_edge_variable(tag.source, tag.target)
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

static void add_cost(function_costs &function, const reading &reading)
{
    cost cost = {};
    cost.variable = function.variables[reading.place_tag];
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
    return a->variable < b->variable ? -1 : a->variable > b->variable;
}

/* Adds up the costs of one line and variable. All of a line stand together then, which the runtime
 * needs: what is negative for one variable is made up for by another. */
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
    add_up_costs(functions[number].costs);
    functions[number].measured = true;
}

bool costs_are_read(function *fun)
{
    return options.instructions && tagged && functions.length() > 0 &&
           records_newest_function() == fun->decl;
}

static bool costs_gate(function *fun)
{
    return costs_are_read(fun);
}

static unsigned costs_execute(function *fun)
{
    unsigned number = functions.length() - 1;
    readings.truncate(0);
    reading_take(fun, functions[number].tags, functions[number].variables, !use_fork(), readings);
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
    origins_register(plugin);
    pass_insert(plugin, make_costs_pass(), "vartrack", PASS_POS_INSERT_BEFORE);
}
