/* SPDX-License-Identifier: MIT */
/*
 * judge.c - the truth about cum: a shadow stack that GCC's -finstrument-functions keeps.
 *
 * Each call counts once for every distinct function on the stack, and once for every distinct
 * (function, line of the call) among its callers. A key that is on the stack already gains nothing
 * from standing there again; so what a key has is the number of calls made from its outermost push
 * to the pop of it, and a call costs the same at any depth.
 *
 * The program says at its end, to the file JUDGE_OUT:
 *
 *     total CALLS
 *     function ADDRESS CALLS CUM
 *     frame ADDRESS PLACE CUM        the function at ADDRESS calls from PLACE
 *     between NAME CUM               of a library, what was called and calls back
 *
 * PLACE is the address of the call. JUDGE_PLACES may name a file of lines "ADDRESS PLACE" instead,
 * which make one place of several addresses: the calls of one line.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

enum { DEPTH = 1 << 20, KEYS = 1 << 17, MARKS = 1 << 10, PLACES = 1 << 16 };

/* What is counted: a function (place 0), a frame of it, or a name of code between. */
struct key {
    uintptr_t function;
    uintptr_t place;
    const char *between;
    uint64_t calls;
    uint64_t cum;
    uint64_t since;  /* calls of the program when the outermost of `active` was pushed */
    uint32_t active; /* how often it is on the stack */
};

/* One call. The caller's frame and the code between stand for as long as the callee runs. */
struct call {
    struct key *function;
    struct key *frame;
    struct key *between;
};

struct place {
    uintptr_t address;
    uintptr_t place;
};

struct mark {
    const void *buffer;
    uint32_t depth;
};

/* All that the hooks know; the programs have one thread. */
static struct {
    struct key keys[KEYS]; /* open addressing; unused: function and between 0 */
    uint32_t key_count;
    struct call stack[DEPTH];
    uint32_t depth;
    uint64_t calls;
    struct mark marks[MARKS]; /* newest last; those of returned functions are overwritten */
    uint32_t mark_count;
    struct place places[PLACES]; /* sorted by address */
    uint32_t place_count;
    bool over;
} judge;

extern const char __executable_start[], etext[];

void __cyg_profile_func_enter(void *function, void *call_site);
void __cyg_profile_func_exit(void *function, void *call_site);
void judge_mark(const void *buffer);
void judge_jump(const void *buffer);

static void die(const char *what)
{
    fprintf(stderr, "judge: %s\n", what);
    _Exit(70);
}

static bool in_program(uintptr_t address)
{
    return address >= (uintptr_t)__executable_start && address < (uintptr_t)etext;
}

static struct key *find_key(uintptr_t function, uintptr_t place, const char *between)
{
    uintptr_t hash = (function ^ place * 31 ^ (uintptr_t)between) * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t at = hash >> 40;; at++) {
        struct key *key = &judge.keys[at % KEYS];
        if (!key->function && !key->between) {
            if (++judge.key_count > KEYS / 2)
                die("too many keys");
            *key = (struct key){.function = function, .place = place, .between = between};
            return key;
        }
        if (key->function == function && key->place == place && key->between == between)
            return key;
    }
}

static uintptr_t find_place(uintptr_t address)
{
    if (judge.place_count == 0)
        return address;
    uint32_t low = 0, high = judge.place_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        *(judge.places[middle].address <= address ? &low : &high) = middle;
    }
    if (judge.places[low].address != address)
        die("a call from a place that JUDGE_PLACES does not name");
    return judge.places[low].place;
}

static void push(struct key *key)
{
    if (key && key->active++ == 0)
        key->since = judge.calls;
}

static void pop(struct key *key)
{
    if (key && --key->active == 0)
        key->cum += judge.calls - key->since;
}

static void pop_to(uint32_t depth)
{
    while (judge.depth > depth) {
        const struct call *call = &judge.stack[--judge.depth];
        pop(call->function);
        pop(call->frame);
        pop(call->between);
    }
}

/* Looks for the innermost frame of the program below the callee's, and for what it called there:
 * the frame above it. */
struct search {
    uint32_t skip;
    uintptr_t called;
    uintptr_t found;
};

static _Unwind_Reason_Code look(struct _Unwind_Context *context, void *data)
{
    struct search *search = data;
    uintptr_t address = _Unwind_GetIP(context);
    if (!in_program(address)) {
        search->called = address;
        return _URC_NO_REASON;
    }
    if (search->skip > 0) {
        search->skip--;
        return _URC_NO_REASON;
    }
    search->found = address;
    return _URC_END_OF_STACK;
}

/* The symbol that a library's code belongs to, or the library; it lives as long as that. */
static const char *name_of(uintptr_t address)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    if (!dladdr1((void *)address, &info, (void **)&symbol, RTLD_DL_SYMENT))
        return NULL;
    if (symbol && address - (uintptr_t)info.dli_saddr < symbol->st_size)
        return info.dli_sname;
    return info.dli_fname;
}

void __cyg_profile_func_enter(void *function, void *call_site)
{
    if (judge.over)
        return;
    if (judge.depth == DEPTH)
        die("too deep");
    struct call call = {.function = find_key((uintptr_t)function, 0, NULL)};
    if (judge.depth > 0) {
        uintptr_t address = (uintptr_t)call_site;
        if (!in_program(address - 1)) {
            struct search search = {.skip = 2}; /* this function and the callee */
            _Unwind_Backtrace(look, &search);
            if (!search.found)
                die("a callback without a caller");
            call.between = find_key(0, 0, name_of(search.called - 1));
            address = search.found;
        }
        const struct call *caller = &judge.stack[judge.depth - 1];
        call.frame = find_key(caller->function->function, find_place(address - 1), NULL);
    }
    push(call.function);
    push(call.frame);
    push(call.between);
    judge.stack[judge.depth++] = call;
    judge.calls++;
    call.function->calls++;
}

void __cyg_profile_func_exit(void *function, void *call_site)
{
    (void)call_site;
    if (judge.over)
        return;
    if (judge.depth == 0 || judge.stack[judge.depth - 1].function->function != (uintptr_t)function)
        die("a return from a function that is not on top");
    pop_to(judge.depth - 1);
}

void judge_mark(const void *buffer)
{
    while (judge.mark_count > 0 && judge.marks[judge.mark_count - 1].depth > judge.depth)
        judge.mark_count--;
    for (uint32_t i = judge.mark_count; i-- > 0 && judge.marks[i].depth == judge.depth;)
        if (judge.marks[i].buffer == buffer)
            return;
    if (judge.mark_count == MARKS)
        die("too many calls of setjmp");
    judge.marks[judge.mark_count++] = (struct mark){buffer, judge.depth};
}

void judge_jump(const void *buffer)
{
    for (uint32_t i = judge.mark_count; i-- > 0;)
        if (judge.marks[i].buffer == buffer && judge.marks[i].depth <= judge.depth) {
            pop_to(judge.marks[i].depth);
            return;
        }
    die("a jump to a place that was not marked");
}

/* First of all constructors; last of all destructors. */
__attribute__((constructor(101))) static void start(void)
{
    const char *path = getenv("JUDGE_PLACES");
    FILE *file = path ? fopen(path, "r") : NULL;
    if (path && !file)
        die("JUDGE_PLACES cannot be read");
    while (file) {
        struct place *place = &judge.places[judge.place_count];
        if (fscanf(file, "%" SCNxPTR " %" SCNuPTR, &place->address, &place->place) != 2)
            break;
        if (++judge.place_count == PLACES)
            die("too many places");
    }
    if (file)
        fclose(file);
}

__attribute__((destructor(101))) static void end(void)
{
    judge.over = true;
    pop_to(0);
    const char *path = getenv("JUDGE_OUT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file)
        die("JUDGE_OUT cannot be written");
    fprintf(file, "total %" PRIu64 "\n", judge.calls);
    for (uint32_t i = 0; i < KEYS; i++) {
        const struct key *key = &judge.keys[i];
        if (key->between)
            fprintf(file, "between %s %" PRIu64 "\n", key->between, key->cum);
        else if (key->place)
            fprintf(file, "frame %" PRIxPTR " %" PRIuPTR " %" PRIu64 "\n", key->function,
                    key->place, key->cum);
        else if (key->function)
            fprintf(file, "function %" PRIxPTR " %" PRIu64 " %" PRIu64 "\n", key->function,
                    key->calls, key->cum);
    }
    if (fclose(file))
        die("JUDGE_OUT cannot be written");
}
