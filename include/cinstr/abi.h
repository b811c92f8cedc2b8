/* SPDX-License-Identifier: MIT */
/*
 * abi.h - everything that the plugin's code and the runtime know about each other.
 *
 * The plugin includes this file to lay out the records that it emits and to know the offsets that
 * its probes use; the runtime includes it to read the records. Nothing else is shared. docs/abi.md
 * explains the scheme; this file is the authority.
 *
 * Two kinds of data meet here:
 *
 *   static records   read-only tables in every instrumented object: one cinstr_unit for a
 *                    translation unit, one cinstr_function per probed function, its call sites and
 *                    its inlined scopes. They hold no absolute address, so they need no dynamic
 *                    relocation and cost nothing at start-up: a reference is a cinstr_rel.
 *   live records     the thread's state, the edges and the nodes of the calling-context tree. The
 *                    runtime allocates them; probes touch only the fields declared here.
 *
 * A change of any layout below is a new CINSTR_ABI_VERSION: the symbols below carry it, so that
 * objects and a runtime of different versions do not link.
 */
#ifndef CINSTR_ABI_H
#define CINSTR_ABI_H

#include <stddef.h>
#include <stdint.h>

#define CINSTR_ABI_VERSION 4

/*
 * Symbols that compiled code refers to. An object that is linked without libcinstr, or with one of
 * another ABI, fails to link, with CINSTR_SYMBOL_ATTACH in the message: its name says what to do.
 */
#define CINSTR_SYMBOL_THREAD   "__cinstr_thread_v4"
#define CINSTR_SYMBOL_MISS     "__cinstr_miss_v4"
#define CINSTR_SYMBOL_MISS_SVE "__cinstr_miss_sve_v4" /* the same, for code with AArch64's SVE */
#define CINSTR_SYMBOL_ATTACH   "__cinstr_abi_v4_not_found__link_with_libcinstr_of_this_version"
#define CINSTR_SYMBOL_DETACH   "__cinstr_detach_v4"

/* Called by probes with clock=sampled (cinstr_sampled.turn): changes no register, and the zero flag
 * is clear on return where the event reads the clock. */
#define CINSTR_SYMBOL_TURN "__cinstr_turn_v4"
#define CINSTR_LONG_TICKS  65536

/* Functions of the runtime that allocation probes call; runtime/leaf.h, runtime/live.h and
 * runtime/flat.h have their contracts. */
#define CINSTR_SYMBOL_LEAF      "__cinstr_leaf_v4"
#define CINSTR_SYMBOL_ALLOCATED "__cinstr_allocated_v4"
#define CINSTR_SYMBOL_RELEASED  "__cinstr_released_v4"
#define CINSTR_SYMBOL_GROWING   "__cinstr_growing_v4"
#define CINSTR_SYMBOL_GROWN     "__cinstr_grown_v4"
#define CINSTR_SYMBOL_FLAT      "__cinstr_flat_v4"

/*
 * void __cinstr_waited_v4(struct cinstr_node *node, uint64_t elapsed): a call of a function that
 * can block took `elapsed` ticks; `node` is that function's. Wait-free; may be interrupted by a
 * signal whose handler calls it. Below some 3 us it does nothing: a call that slept took longer, so
 * that a system call that asks for the processor time hardly matters. Compiled code does not even
 * call it below CINSTR_WAIT_TICKS on x86-64, and below 3 us of the slowest counter on AArch64.
 */
#define CINSTR_SYMBOL_WAITED "__cinstr_waited_v4"
#define CINSTR_WAIT_TICKS    8192

/*
 * The section of the static records. Its name is a C identifier, so the linker makes __start_ and
 * __stop_ symbols for it. Each translation unit adds one self-contained piece: a cinstr_unit, then
 * all that it refers to; pieces follow each other directly, aligned to CINSTR_UNIT_ALIGN. A copy of
 * the whole section is as good as the original: that is how records outlive dlclose.
 */
#define CINSTR_SECTION    "cinstr_records"
#define CINSTR_UNIT_ALIGN 8

/* A reference: the target's address less the address of the field itself; 0 refers to nothing. */
typedef int32_t cinstr_rel;

static inline const void *cinstr_rel_get(const cinstr_rel *field)
{
    return *field ? (const char *)field + *field : NULL;
}

/* cinstr_unit.mode */
enum {
    CINSTR_MODE_TIME = 1,         /* probes read the clock */
    CINSTR_MODE_COUNT = 2,        /* probes count calls only */
    CINSTR_MODE_INSTRUCTIONS = 4, /* blocks are counted, so instructions are known */
    CINSTR_MODE_LINES = 8,        /* likewise, and they spread a function's time over its lines */
    CINSTR_MODE_ALLOCATIONS = 16, /* allocation sites are counted */
    CINSTR_MODE_LIVE = 32,        /* and their blocks followed to their end */
    CINSTR_MODE_FLAT = 64,        /* calls=off: allocation sites alone, without contexts */
    CINSTR_MODE_WAIT = 128,       /* calls of functions without probes have a context and a time */
    CINSTR_MODE_MIX = 256, /* this and the bits above: see CINSTR_MIX_BIT in cinstr/measures.h */
};

/* cinstr_function.flags */
enum {
    CINSTR_FUNCTION_STATIC = 1, /* not visible outside its translation unit */
    /* A function without probes: its callers have its probes. It has a name (without one it stands
     * for whatever a pointer leads to, and the cold path gets the address in place of the return
     * address), one site for all functions that it calls back, and counters (CINSTR_EXTERNAL_*). No
     * unit lists it. */
    CINSTR_FUNCTION_EXTERNAL = 2,
    /* The same, and threads wait for each other in it: a cinstr_external, with all its counters. */
    CINSTR_FUNCTION_CONTENDS = 4,
    CINSTR_FUNCTION_ATOMIC = 8,   /* update=atomic: its probes add to memory atomically */
    CINSTR_FUNCTION_SAMPLED = 16, /* clock=sampled: its probes read the clock now and then */
};

/* cinstr_alias.flags, besides CINSTR_FUNCTION_STATIC */
enum {
    CINSTR_ALIAS_FOLDED = 1 << 16, /* a function of the source that was identical */
};

/* cinstr_site.flags; cinstr_allocation.flags has the last four */
enum {
    CINSTR_SITE_TAIL = 1,     /* a tail call: this function's frame is gone when the callee runs */
    CINSTR_SITE_INDIRECT = 2, /* the callee is known at run time only */
    CINSTR_SITE_HEAP = 4,     /* allocates or frees, with a probe for that if one is due */
    /*
     * What the call returns its function returns, too, to a caller who has said how large it is to
     * be: an allocator's wrapper, if the callee allocates. The type of such blocks is the caller's.
     */
    CINSTR_SITE_PASSES = 8,
    CINSTR_SITE_WRAPPER = 16, /* and that is all that the function does: it has no type for them */
    CINSTR_SITE_EXACT = 32,   /* `type` is better than one that the callee may have for it */
    /* So many inlined bodies around the call, in units of this, are wrappers. */
    CINSTR_SITE_INLINED_WRAPPER = 64,
};

/* So many bits are there for them, and for the number of a scope. */
enum { CINSTR_SITE_FLAG_BITS = 12, CINSTR_SITE_SCOPE_BITS = 20 };

/*
 * The static records. They are words of 32 bits; the plugin fills these structs themselves in
 * memory and writes their words into the assembly, so the two sides cannot disagree on a layout.
 * The streams of cinstr_function have no struct.
 */

/* One translation unit (with LTO: one link-time partition). */
struct cinstr_unit {
    uint32_t abi_version;       /* CINSTR_ABI_VERSION */
    uint32_t size;              /* bytes of this unit's piece; the next unit follows */
    uint32_t mode;              /* CINSTR_MODE_* */
    uint32_t functions_skipped; /* compiled here without probes: excluded, too small, unprobeable */
    uint32_t function_count;    /* elements of `functions` */
    cinstr_rel functions;       /* cinstr_function[function_count] */
    cinstr_rel file;            /* absolute path of the main source file */
    cinstr_rel compiler;        /* "GCC 12.2.0" */
    uint32_t alias_count;
    cinstr_rel aliases; /* cinstr_alias[alias_count] */
};

/*
 * A further name of a probed function of the unit: calls by it are calls of that function. Names of
 * functions that GCC folded into an identical one (-fipa-icf) are always there; others, as of
 * attribute alias, in mode=count with external=.
 */
struct cinstr_alias {
    cinstr_rel name;     /* assembler name */
    uint32_t flags;      /* CINSTR_ALIAS_FOLDED, and CINSTR_FUNCTION_STATIC of the name */
    cinstr_rel function; /* its cinstr_function */
};

/* One probed function: a body in the object code, so a clone (f.part.0) is one of its own. */
struct cinstr_function {
    cinstr_rel unit;      /* its cinstr_unit */
    cinstr_rel name;      /* assembler name, clone suffix included */
    cinstr_rel file;      /* absolute path of the definition */
    uint32_t line;        /* line of the definition */
    uint32_t flags;       /* CINSTR_FUNCTION_* */
    uint32_t site_count;  /* elements of `sites`, and slots in every node of the function */
    cinstr_rel sites;     /* cinstr_site[site_count] */
    uint32_t scope_count; /* elements of `scopes` */
    cinstr_rel scopes;    /* cinstr_scope[scope_count] */
    /*
     * How often blocks ran: variable 0 is the number of calls, variables 1..counters are the 8-byte
     * counters in front of every node, the rest up to `variables` are solved in order.
     */
    uint32_t counters;
    uint32_t variables;
    cinstr_rel equations;      /* stream; nothing where no variable is solved */
    uint32_t place_count;      /* places in `costs` */
    cinstr_rel costs;          /* stream */
    uint32_t call_count;       /* CINSTR_ITEM_CALL in `costs` */
    uint32_t allocation_count; /* elements of `allocations`, and leaves in every node */
    cinstr_rel allocations;    /* cinstr_allocation[allocation_count] */
};

/* A function without probes, as called with one lock to wait for; calls whose lock has no name, or
 * that need no lock, share one record. */
struct cinstr_external {
    struct cinstr_function function; /* must be first */
    cinstr_rel lock; /* the lock, condition variable, ... by name: "struct queue::lock" */
};

/* Its counters, as words in front of a node: all of them with CINSTR_FUNCTION_CONTENDS, else the
 * first alone. */
enum {
    CINSTR_EXTERNAL_WAITED = 1,      /* ticks that it kept a thread waiting */
    CINSTR_EXTERNAL_CONTENTIONS = 2, /* calls in which the thread went to sleep */
    CINSTR_EXTERNAL_DELAY = 3,       /* of the ticks, those of these calls */
};

/*
 * Equations and costs make up most of the records, and most of their numbers are small. So they are
 * streams of bytes. A number is LEB128 (DWARF 5, section 7.6): seven bits a byte, the lowest first,
 * with bit 7 set where more follow. A signed number n is the number 2 n, or -2 n - 1 where n is
 * negative. A reference is a cinstr_rel at any address.
 *
 * Equations: for each solved variable the number of its terms, then the terms: variable * 2, plus 1
 * where it is to be subtracted. They have earlier variables only.
 *
 * Costs: for each place
 *
 *     the signed line, less that of the place before, * 4 + CINSTR_PLACE_*
 *     the scope, less CINSTR_SCOPE_LESS modulo 2^32, with CINSTR_PLACE_SCOPE; else that before
 *     a reference to the file, with CINSTR_PLACE_FILE; else that before
 *     the number of items, then for each
 *         the variable, less that of the item before, * 4 + CINSTR_ITEM_*
 *         CINSTR_ITEM_MIX: enum cinstr_mix_kind (cinstr/measures.h)
 *         CINSTR_ITEM_CALL: a reference to the callee's assembler name
 *         all but CINSTR_ITEM_ENDLESS: units
 *
 * Before the first place is one of scope 0 at the function's own file and line; before the first
 * item of a place is variable 0. A place is the function's own code (scope 0) or a body that was
 * inlined (n: scopes[n - 1]), at one line.
 *
 * Units are for each execution of the variable. They are in 1 / CINSTR_COST_UNIT: a signed number
 * of wholes, * 2 + 1, or of parts, * 2. They are negative where a block's count is the difference
 * of others.
 */
enum {
    CINSTR_PLACE_SCOPE = 1,
    CINSTR_PLACE_FILE = 2,
};
enum {
    CINSTR_ITEM_INSTRUCTIONS = 0,
    CINSTR_ITEM_MIX = 1,     /* what instructions do */
    CINSTR_ITEM_CALL = 2,    /* calls of a function that may have no probes */
    CINSTR_ITEM_ENDLESS = 3, /* instructions, nobody knows how many */
};
#define CINSTR_COST_UNIT 1680 /* 16 * 3 * 5 * 7: a half, third, ... eighth are whole */
/*
 * Scopes of places that are not lines; these come last. Where the counts do not say how often a
 * block ran, its instructions are an estimate; the true number may be by so many units less
 * (negative) for each execution of the variable, or by so many more.
 */
#define CINSTR_SCOPE_LESS (UINT32_MAX - 1)
#define CINSTR_SCOPE_MORE UINT32_MAX

/* One call site of a function. */
struct cinstr_site {
    cinstr_rel callee; /* assembler name of the callee; nothing where it is not known */
    cinstr_rel file;   /* where the call is written */
    uint32_t line;
    uint32_t scope : CINSTR_SITE_SCOPE_BITS; /* 0: written in the function itself; n: in
                                                scopes[n - 1] */
    uint32_t flags : CINSTR_SITE_FLAG_BITS;  /* CINSTR_SITE_* */
    cinstr_rel type; /* of the block that it returns, should it allocate; nothing: not known */
};

/* One place that allocates. */
struct cinstr_allocation {
    cinstr_rel allocator; /* assembler name of what was called there: malloc, xmalloc */
    cinstr_rel type;      /* static type of the blocks: "struct node"; nothing: not known */
    cinstr_rel file;      /* where the call is written */
    uint32_t line;
    uint32_t scope : CINSTR_SITE_SCOPE_BITS; /* as in cinstr_site */
    uint32_t flags : CINSTR_SITE_FLAG_BITS;  /* CINSTR_SITE_PASSES and those that follow it */
};

/* One function body inlined into another. */
struct cinstr_scope {
    cinstr_rel name; /* assembler name of the inlined function */
    cinstr_rel file; /* its definition */
    uint32_t line;
    cinstr_rel call_file; /* the call that was inlined */
    uint32_t call_line;
    uint32_t parent;  /* scope around it, counted as in cinstr_site; less than its own number */
    uint32_t entries; /* 1 + the variable that counts the body's runs; 0: not known */
};

/*
 * The live records: the fields that probes use. The runtime's own structs begin with them.
 *
 * Edge: (node of the caller, call site) -> node of the callee. Invariant: `function` is the
 * function of `node`; the nil edge of a node (what its unused slots point at) has function and node
 * NULL.
 */
struct cinstr_edge {
    const struct cinstr_function *function;
    uint64_t calls;
    struct cinstr_node *node;   /* the callee's */
    struct cinstr_node *parent; /* the caller's */
};

/*
 * Leaf: what one place allocated in one context, of one size class. `key` is CINSTR_LEAF_KEY of the
 * class: 64 plus the leading zeros of (size - 1) | 1, so that a class ends at a power of two.
 */
struct cinstr_leaf {
    uint64_t key;
    uint64_t objects;
    uint64_t bytes; /* requested */
};
#define CINSTR_LEAF_KEY(size) (64u + (unsigned)__builtin_clzl(((size)-1) | 1))

/*
 * Node: one calling context. Behind these fields, at CINSTR_NODE_SLOTS, come the function's slots,
 * one pointer per call site, then its leaves, one pointer per allocation. In front of the node,
 * right before its address, are its counters. Invariant: a slot always points at an edge whose
 * parent is this node, a leaf pointer at a leaf (whose key may be that of no class).
 */
struct cinstr_node {
    int64_t time; /* clock ticks spent in the function itself, probe cost taken out */
};
#define CINSTR_NODE_SLOTS 64

/*
 * clock=sampled, of a thread T; not in its TLS, of which there is little. An event adds 1 to
 * `events`, and when that reaches `turn` calls CINSTR_SYMBOL_TURN. It reads the clock if `weight`
 * is not 0, and what it finds counts as many times, unless that took more than CINSTR_LONG_TICKS.
 * While `weight` is 0, T.last is the clock when it became 0, plus what functions that can block
 * took since; `begun` is the clock when the last call of one of these began.
 */
struct cinstr_sampled {
    uint64_t events, turn, weight, begun;
};

/*
 * Thread: initial-exec TLS. `slot` is the continuation: where the next callee finds its edge.
 * `last` is the clock at the last event plus that event's own cost (*_cost, calibrated at
 * start-up), so that `now - last` is time of the program alone.
 */
struct cinstr_thread {
    struct cinstr_edge **slot;
    uint64_t last;
    uint64_t entry_cost;
    uint64_t exit_cost;
    uint64_t
        activations; /* counts calls of functions that allocate and free; unique among threads */
    struct cinstr_sampled *sampled; /* clock=sampled; never NULL */
};

#endif
