/* SPDX-License-Identifier: MIT */
/*
 * snapshot.h - a copy of all that was counted, merged over threads, in no file format.
 *
 * The core makes it (snapshot.c), a writer turns it into a file (pprof/). It is the only header of
 * the core that a writer may see.
 */
#ifndef CINSTR_RUNTIME_SNAPSHOT_H
#define CINSTR_RUNTIME_SNAPSHOT_H

#include "arena.h"
#include "indirect.h"
#include "outside.h"

#include <cinstr/abi.h>
#include <cinstr/measures.h>
#include <stdbool.h>
#include <stdint.h>

enum { CI_VALUES_MAX = CINSTR_CALL_CPU + 1, CI_PART_VALUES_MAX = CINSTR_CALL_COUNT };
_Static_assert((int)CINSTR_HEAP_COUNT <= (int)CI_PART_VALUES_MAX, "parts have room for both kinds");

/* What a snapshot is of, and the word for it in file names. */
enum ci_kind {
    CI_KIND_PROF,  /* calls, time, instructions */
    CI_KIND_HEAP,  /* allocations */
    CI_KIND_BLOCK, /* where threads waited for each other */
    CI_KINDS
};

static inline const char *ci_kind_word(enum ci_kind kind)
{
    static const char *const words[CI_KINDS] = {"prof", "heap", "block"};
    return words[kind];
}

/* The meaning of one value of every context. */
struct ci_value_type {
    const char *type; /* "calls", "time" */
    const char *unit; /* "count", "nanoseconds" */
};

enum {
    CI_NO_PARENT = UINT32_MAX,
    /* A call that reached an ancestor again: the context is a leaf that repeats the ancestor's
     * function below its caller and carries calls only. */
    CI_CONTEXT_BACK_EDGE = 1,
    /* Contexts below were collapsed to one per function when the memory budget was spent: a child
     * of a "[truncated]" frame, its true callers are not known. */
    CI_CONTEXT_TRUNCATED = 2,
};

/*
 * How often a function was entered and what its counters say, shared by all contexts where these
 * are equal: most contexts of a function are, so what follows from the counts is computed once.
 */
struct ci_counts {
    const struct cinstr_function *function;
    int64_t entries;
    const uint64_t *counters;    /* NULL: none, or all are 0 */
    uint64_t contexts;           /* that have them */
    bool shares_time;            /* parts of the contexts depend on their times, too */
    struct ci_line_costs *costs; /* of the function; for ci_snapshot.parts */
    struct ci_counts *next;      /* in the order of the first context of each */
    void *packed;                /* scratch for the writer */
};

/*
 * One calling context. Invariant: a parent stands before its children, siblings stand in an order
 * that depends on the program alone (site, name, file, line), so two equal runs make equal arrays.
 */
struct ci_context {
    uint32_t parent; /* index of the caller's context, or CI_NO_PARENT */
    uint32_t site;   /* index into the caller function's sites; of no meaning without a parent */
    uint32_t flags;  /* CI_CONTEXT_* */
    uint32_t
        thread; /* number of the thread from 1 when contexts are kept apart by thread, else 0 */
    const struct cinstr_function *function;
    /* An address inside the function's body, and the address that its first call here returns to
     * (in the caller, or in uninstrumented code between the two). Run-time addresses, 0: unknown.
     * A tail-called function's return address belongs to an earlier caller. */
    uintptr_t body;
    uintptr_t return_address;
    int64_t values[CI_VALUES_MAX]; /* the first ones of ci_snapshot.types; see value_of */
    union {
        int64_t entries;       /* how often the context was entered, until it has its counts */
        int64_t time_of_lines; /* then the time that its lines share; not among `values` */
    };
    union {
        const uint64_t *counters; /* of its function; NULL: none */
        struct ci_sum *sums;      /* CI_KIND_HEAP: of its allocations, heap.c; NULL: none */
    };
    struct ci_counts *counts; /* entries and counters again; NULL: blocks are not counted */
};

/* A counter of a context of a function without probes that has counters, one of CINSTR_EXTERNAL_*.
 */
static inline uint64_t ci_snapshot_counter(const struct ci_context *context, uint32_t counter)
{
    return context->counters[context->function->counters - counter];
}

/* What calls of a function without probes wait for: "struct queue::lock"; NULL: nothing that has a
 * name. */
static inline const char *ci_snapshot_lock(const struct cinstr_function *function)
{
    bool contends = function->flags & CINSTR_FUNCTION_CONTENDS;
    return contends ? cinstr_rel_get(&((const struct cinstr_external *)function)->lock) : NULL;
}

/*
 * A share of a context's values that belongs to a line of its function, or of a body inlined into
 * it. Parts are additional to the context's own values.
 */
struct ci_part {
    uint32_t scope; /* as in cinstr_site */
    uint32_t line;
    const char *file;
    void **scratch; /* the writer's; one for the same line of all contexts. NULL: none */
    int64_t values[CI_PART_VALUES_MAX];
    /* CI_KIND_PROF: the function without probes that the line called; NULL: the values are the
     * line's own. */
    const char *called;
    /* CI_KIND_HEAP: what the line called, the blocks' type (NULL: not known) and their greatest
     * size. */
    const char *allocator;
    const char *type;
    int64_t size_class;
    /* Whose blocks they are, outside of wrappers (wrapper.h). */
    const struct cinstr_function *owner;
    const char *owner_file;
    uint32_t owner_line;
    /* What code without probes allocated below a call site at that line; NULL: no such. `tail`: the
     * site's function was gone from the stack. */
    const struct ci_outside_stack *stack;
    bool tail;
};

/* CI_KIND_HEAP: the assembler name of a function that passes blocks on to its callers. */
struct ci_wrapper {
    const char *name;
    struct ci_wrapper *next;
};

/* A thread of which contexts are kept apart. */
struct ci_thread_facts {
    const char *name;  /* as the kernel has it */
    const char *start; /* assembler name of the first function in it that has probes; NULL: none */
    int64_t lived;     /* ns; 0: not told */
    int64_t processor; /* ns that it ran; negative: not known */
};

struct ci_snapshot {
    enum ci_kind kind;
    bool of_leaks; /* CI_KIND_HEAP: of what is live now, also where the profile is of the peak */
    const struct ci_value_type *types; /* value_count of them */
    uint32_t value_count;
    uint32_t context_value_count; /* the first ones, which contexts have; the rest is for parts */
    uint32_t default_type;        /* index into types */
    int8_t value_of[CI_PART_VALUES_MAX]; /* index into types, by measure; -1: it is missing */
    struct ci_context *contexts;
    uint32_t context_count;
    struct ci_thread_facts *threads; /* by number, from 1; NULL: contexts are not kept apart */
    uint32_t thread_count;
    /*
     * The parts of a context, at most part_max of them, in an order that depends on the program
     * alone; returns how many. NULL: no context has any. Made one context at a time, as there may
     * be many more parts than contexts.
     */
    uint32_t (*parts)(const struct ci_snapshot *snapshot, const struct ci_context *context,
                      struct ci_part *parts);
    uint32_t part_max;
    int64_t *part_scratch;    /* for `parts` */
    struct ci_probed *probed; /* likewise; NULL: no calls of functions without probes are known */
    struct ci_counts *counts; /* the first of all counts of contexts */
    /* Every unit that is or was loaded, in an order that depends on the program alone; for the
     * functions' names and for the comment. */
    const struct cinstr_unit **units;
    uint32_t unit_count;
    /* CI_KIND_HEAP: allocators that libraries called, up to a NULL. */
    const char *const *outside_allocators;
    struct ci_wrapper *wrappers; /* likewise: the first one */
    int64_t start_nanos; /* wall clock at start, ns since 1970; 0 where output must not tell it */
    int64_t duration_nanos; /* 0 likewise */
    /* A label that every sample gets; NULL: none. */
    const char *label_key, *label_text;
    /* Comment lines, ready to print, without line ends. */
    const char **comments;
    uint32_t comment_count, comment_room; /* Invariant: count <= room, where the core made them */
    /* The writer calls nothing that calls malloc, since the program may have been stopped in the
     * middle of it. Then lines of code without probes are not known. */
    bool bare;
    struct ci_arena *arena; /* for all of the above, and for the writer's own needs */
};

/*
 * Writes the snapshot as a gzipped profile.proto to `fd`. Returns NULL, or a short reason in words
 * for the user ("no memory", strerror's text). Calls neither malloc nor stdio; one thread at a
 * time.
 */
const char *ci_pprof_write(const struct ci_snapshot *snapshot, int fd);

/*
 * Writes the sum of `count` files, which ci_pprof_write made in processes of one program, likewise.
 * What the arena gets is of no use afterwards.
 */
const char *ci_pprof_merge(struct ci_arena *arena, const char *const *parts, int count, int fd);

/*
 * Makes the snapshot of all threads. All its memory comes from `arena`, which the caller releases.
 * Returns false when there is no memory. One thread at a time.
 */
bool ci_snapshot_make(struct ci_snapshot *snapshot, enum ci_kind kind, struct ci_arena *arena);

/* The same for the report of leaks. */
bool ci_snapshot_make_of_leaks(struct ci_snapshot *snapshot, struct ci_arena *arena);

#endif
