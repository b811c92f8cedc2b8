/* SPDX-License-Identifier: MIT */
/*
 * check_fold.c - what folded recursion keeps of a stack, compared with the stack itself.
 *
 * A random program calls and returns; the model is an array of the frames that are on its stack.
 * After each call the frames that the tree shows for it are compared with the model's, as sets,
 * since a profile's cum counts a frame once in a stack.
 */
#include "check_unit.h"
#include "../../runtime/fold.h"
#include "places.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FUNCTIONS = 12, SITES = 4, WAYS = 3, FRAMES = FUNCTIONS * SITES * WAYS, DEPTH = 4000 };

/* What a call site may enter, and how. */
enum kind {
    KIND_DIRECT,  /* the function that it names */
    KIND_POINTER, /* any function, directly or through one of two places of a library */
    KIND_LIBRARY  /* a function without probes that calls back any function */
};

/* A program: its functions' records and what they call. */
struct program {
    struct records records;
    const struct cinstr_function *functions[FUNCTIONS];
    unsigned function_count;
    enum kind kinds[FUNCTIONS][SITES];
    unsigned callees[FUNCTIONS][SITES];
    struct ci_tree tree;
    uint64_t random;
};

/* One function that runs. Its caller's frame is `frame`: function, site, and the way between; those
 * of functions that code outside calls have none. */
struct running {
    unsigned function;
    int frame;
    struct ci_node *node;
    bool lossy; /* it, or a caller, was folded so that frames may be lost */
};

static struct program program;
static struct running stack[DEPTH];
static unsigned depth;

/* Check writes a message for every assertion that holds, and there are millions. */
static void must(bool condition, const char *what)
{
    if (!condition)
        ck_abort_msg("%s", what);
}

static unsigned dice(unsigned sides)
{
    return (unsigned)(places_random(&program.random) % sides);
}

static void begin(uint64_t seed, unsigned function_count, enum ci_fold rule)
{
    program.random = seed * 7919 + 1;
    program.function_count = function_count;
    records_begin(&program.records, 1);
    struct cinstr_unit *unit = records_unit(&program.records, function_count);
    for (unsigned i = 0; i < function_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", i);
        struct cinstr_function *function =
            records_function(unit, i, name, "f.c", 10 * i + 1, SITES);
        program.functions[i] = function;
        for (unsigned site = 0; site < SITES; site++) {
            static const char *const names[] = {NULL, NULL, "library"};
            enum kind kind = program.kinds[i][site] = (enum kind)dice(3);
            unsigned callee = program.callees[i][site] = dice(function_count);
            snprintf(name, sizeof name, "f%u", callee);
            records_site(function, site, kind == KIND_DIRECT ? name : names[kind], site + 1);
        }
    }
    ci_fold_rule = rule;
    ci_tree_bytes = 0;
    ci_tree_budget = 512 << 20;
    memset(&program.tree, 0, sizeof program.tree);
    ck_assert(ci_tree_init(&program.tree));
    depth = 0;
}

static void end(void)
{
    ci_arena_release(&program.tree.arena);
    records_end(&program.records);
}

static int frame_id(unsigned function, unsigned site, unsigned way)
{
    return (int)((function * SITES + site) * WAYS + way);
}

/* Where the call returns to: odd, so that nothing reads code there. One site enters one function in
 * one way, always. */
static uintptr_t return_address(unsigned function, unsigned site, unsigned callee)
{
    unsigned way = (function * 5 + site * 3 + callee) % WAYS;
    if (program.kinds[function][site] == KIND_DIRECT || way == 0)
        return 0x100001 + function * 0x1000 + site * 0x10;
    return 0x900001 + way * 0x10;
}

/* Through a pointer, the address tells how the function was entered; else the site alone. */
static unsigned way_of(unsigned function, unsigned site, uintptr_t address)
{
    if (program.kinds[function][site] != KIND_POINTER || address < 0x900000)
        return 0;
    return (unsigned)(address - 0x900000) / 0x10;
}

static unsigned function_of(const struct ci_node *node)
{
    for (unsigned i = 0; i < program.function_count; i++)
        if (program.functions[i] == node->entry->abi.function)
            return i;
    abort();
}

/* The frame that an edge adds to a stack; -1: none, its parent is a root. */
static int frame_of(const struct ci_edge *edge)
{
    const struct ci_node *parent = ci_edge_parent(edge);
    if (ci_node_is_root(parent))
        return -1;
    unsigned function = function_of(parent), site = (unsigned)(edge->slot - parent->slots);
    return frame_id(function, site, way_of(function, site, edge->return_address));
}

static struct ci_edge *call(unsigned callee)
{
    struct cinstr_edge **slot = &program.tree.root->slots[0];
    struct running *now = &stack[depth];
    *now = (struct running){.function = callee, .frame = -1};
    uintptr_t address = 0x500000;
    if (depth > 0) {
        const struct running *caller = now - 1;
        unsigned site = dice(SITES);
        if (program.kinds[caller->function][site] == KIND_DIRECT)
            callee = now->function = program.callees[caller->function][site];
        slot = &caller->node->slots[site];
        address = return_address(caller->function, site, callee);
        now->frame = frame_id(caller->function, site, way_of(caller->function, site, address));
        now->lossy = caller->lossy;
    }
    struct ci_found found =
        ci_tree_find(&program.tree, slot, program.functions[callee], address, 0x1000, 0);
    struct ci_edge *edge = (struct ci_edge *)found.edge;
    must(found.slot == slot, "the slot");
    must(edge->abi.function == program.functions[callee], "the edge's function");
    must(ci_edge_node(edge)->entry->abi.function == program.functions[callee], "the node's");
    edge->abi.calls++;
    now->node = ci_edge_node(edge);
    now->lossy |= (ci_edge_is_back(edge) && edge->folding > CI_FOLD_FRAMES) ||
                  (now->node->flags & CI_NODE_TRUNCATED);
    depth++;
    return edge;
}

/* Calls and returns, and a check after each call. Deep enough that most calls recurse. */
static void run(unsigned steps, unsigned deepest, void check(const struct ci_edge *edge))
{
    while (steps-- > 0) {
        if (depth > 0 && (depth >= deepest || dice(9) < 4))
            depth = dice(50) ? depth - 1 : dice(depth); /* or a jump over many */
        else
            check(call(dice(program.function_count)));
    }
}

/* Which of the frames are on the stack of the model. */
static void real_frames(bool frames[FRAMES])
{
    memset(frames, 0, FRAMES);
    for (unsigned i = 0; i < depth; i++)
        if (stack[i].frame >= 0)
            frames[stack[i].frame] = true;
}

/* Those that the profile shows above an edge's callee. */
static void shown_frames(const struct ci_edge *edge, bool frames[FRAMES])
{
    memset(frames, 0, FRAMES);
    for (;;) {
        if (frame_of(edge) >= 0)
            frames[frame_of(edge)] = true;
        if (ci_node_is_root(ci_edge_parent(edge)))
            return;
        edge = ci_edge_parent(edge)->entry;
    }
}

/* Both the edge, which has the calls, and the node, which has what runs there. */
static void same_frames(const struct ci_edge *edge)
{
    bool real[FRAMES], shown[FRAMES];
    real_frames(real);
    shown_frames(edge, shown);
    must(!memcmp(real, shown, sizeof real), "the frames above the call");
    shown_frames(ci_edge_node(edge)->entry, shown);
    must(!memcmp(real, shown, sizeof real), "the frames above the node");
}

static void functions_of(const bool frames[FRAMES], bool functions[FUNCTIONS])
{
    memset(functions, 0, FUNCTIONS);
    for (unsigned i = 0; i < FRAMES; i++)
        functions[i / (SITES * WAYS)] |= frames[i];
    functions[stack[depth - 1].function] = true; /* that was called: the leaf of either stack */
}

static void same_functions(const struct ci_edge *edge)
{
    bool real[FRAMES], shown[FRAMES], wanted[FUNCTIONS], have[FUNCTIONS];
    real_frames(real);
    functions_of(real, wanted);
    shown_frames(edge, shown);
    functions_of(shown, have);
    must(!memcmp(wanted, have, sizeof wanted), "the functions above the call");
    shown_frames(ci_edge_node(edge)->entry, shown);
    functions_of(shown, have);
    must(!memcmp(wanted, have, sizeof wanted), "the functions above the node");
}

static void same_stack(const struct ci_edge *edge)
{
    must(!ci_edge_is_back(edge), "a fold");
    for (unsigned i = depth; i-- > 0; edge = ci_edge_parent(edge)->entry) {
        must(frame_of(edge) == stack[i].frame, "a frame");
        must(edge->abi.function == program.functions[stack[i].function], "a function");
        must(ci_node_is_root(ci_edge_parent(edge)) == (i == 0), "the depth");
    }
}

/* No function stands above itself. */
static void at_most_once(const struct ci_edge *edge)
{
    unsigned seen = 0;
    for (const struct ci_node *node = ci_edge_node(edge); !ci_node_is_root(node);
         node = ci_edge_parent(node->entry)) {
        must(!(seen & 1u << function_of(node)), "a function above itself");
        seen |= 1u << function_of(node);
    }
}

/* No frame is invented; and if one is lost, a caller's edge says so. */
static void lower_bound(const struct ci_edge *edge)
{
    bool real[FRAMES], shown[FRAMES];
    real_frames(real);
    shown_frames(edge, shown);
    for (unsigned i = 0; i < FRAMES; i++)
        must(real[i] || !shown[i], "a frame that is not on the stack");
    if (!stack[depth - 1].lossy)
        must(!memcmp(real, shown, sizeof real), "a frame lost without a word");
}

START_TEST(exact)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        begin(seed, 1 + (unsigned)seed % FUNCTIONS, CI_FOLD_FRAMES);
        run(6000, 10 + (unsigned)seed * 3, same_frames);
        end();
    }
}
END_TEST

START_TEST(by_function)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        begin(seed, 1 + (unsigned)seed % FUNCTIONS, CI_FOLD_FUNCTIONS);
        run(6000, 10 + (unsigned)seed * 3, same_functions);
        end();
    }
}
END_TEST

START_TEST(nearest)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        begin(seed, 1 + (unsigned)seed % FUNCTIONS, CI_FOLD_NEAREST);
        run(6000, 10 + (unsigned)seed * 3, at_most_once);
        end();
    }
}
END_TEST

START_TEST(full)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        begin(seed, 1 + (unsigned)seed % FUNCTIONS, CI_FOLD_NEVER);
        run(3000, 100, same_stack);
        end();
    }
}
END_TEST

/* The memory budget runs out in the middle. */
START_TEST(spent)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        begin(seed, 1 + (unsigned)seed % FUNCTIONS, seed % 2 ? CI_FOLD_FRAMES : CI_FOLD_NEVER);
        ci_tree_budget = 5000 * seed;
        run(6000, 120, lower_bound);
        /* The arena takes its memory in chunks, and a collapsed node of each function is no
         * context. */
        uint64_t rest = (256 << 10) + program.function_count * 1024;
        ck_assert_uint_le(program.tree.arena.bytes, ci_tree_budget + rest);
        end();
    }
}
END_TEST

/* Processor time of so many calls, down to a depth again and again. */
static double time_of(unsigned deepest)
{
    begin(5, FUNCTIONS, CI_FOLD_FRAMES);
    clock_t started = clock();
    for (unsigned round = 0; round < 200000 / deepest; round++) {
        depth = 0;
        while (depth < deepest)
            call(dice(FUNCTIONS));
    }
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    end();
    return seconds;
}

/* Calls cost the same at any depth; otherwise 16 times the depth would take 16 times the time. */
START_TEST(deep)
{
    double best = 1e9;
    for (int attempt = 0; attempt < 5 && best > 4; attempt++) {
        double shallow = time_of(DEPTH / 16), steep = time_of(DEPTH);
        best = steep / shallow < best ? steep / shallow : best;
    }
    printf("time of a call at depth %d: %.2f of that at depth %d\n", DEPTH, best, DEPTH / 16);
    ck_assert(best < 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fold");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, exact);
    tcase_add_test(tests, by_function);
    tcase_add_test(tests, nearest);
    tcase_add_test(tests, full);
    tcase_add_test(tests, spent);
    tcase_add_test(tests, deep);
    return unit_run("fold", tests);
}
