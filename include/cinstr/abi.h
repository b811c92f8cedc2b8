/* SPDX-License-Identifier: MIT */
/*
 * abi.h - all that code made by the plugin and the runtime know of each other.
 *
 * The plugin includes this file to lay out the records it emits and to know the offsets that its
 * probes use; the runtime includes it to read them. Nothing else is shared. docs/abi.md explains
 * the scheme; this file is the authority.
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

#define CINSTR_ABI_VERSION 1

/*
 * Symbols that compiled code refers to. An object that is linked without libcinstr, or with one of
 * another ABI, fails at link with CINSTR_SYMBOL_ATTACH in the message: its name says what to do.
 */
#define CINSTR_SYMBOL_THREAD "__cinstr_thread_v1"
#define CINSTR_SYMBOL_MISS   "__cinstr_miss_v1"
#define CINSTR_SYMBOL_ATTACH "__cinstr_abi_v1_not_found__link_with_libcinstr_of_this_version"
#define CINSTR_SYMBOL_DETACH "__cinstr_detach_v1"

/* Sections of the static records; their names are C identifiers, so the linker makes __start_X. */
#define CINSTR_SECTION_UNITS     "cinstr_units"
#define CINSTR_SECTION_FUNCTIONS "cinstr_functions"
#define CINSTR_SECTION_TABLES    "cinstr_tables"

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
    CINSTR_MODE_INSTRUCTIONS = 4, /* reserved for block counters */
};

/* cinstr_function.flags */
enum {
    CINSTR_FUNCTION_STATIC = 1, /* not visible outside its translation unit */
};

/* cinstr_site.flags */
enum {
    CINSTR_SITE_TAIL = 1,     /* a tail call: this function's frame is gone when the callee runs */
    CINSTR_SITE_INDIRECT = 2, /* the callee is known at run time only */
};

/*
 * The static records, field by field: U32(name) is a uint32_t, REL(name) a cinstr_rel. The struct
 * that C compiles and the bytes that the plugin emits are both made from these lists.
 */

/* One translation unit (with LTO: one link-time partition). */
#define CINSTR_UNIT_FIELDS(U32, REL)                                                               \
    U32(abi_version)       /* CINSTR_ABI_VERSION */                                                \
    U32(mode)              /* CINSTR_MODE_* */                                                     \
    U32(function_count)    /* elements of `functions` */                                           \
    U32(functions_skipped) /* compiled here without probes: excluded, too small, unprobeable */    \
    REL(functions)         /* cinstr_function[function_count] */                                   \
    REL(file)              /* absolute path of the main source file */                             \
    REL(compiler)          /* "GCC 12.2.0" */                                                      \
    U32(reserved)

/* One probed function: a body in the object code, so a clone (f.part.0) is one of its own. */
#define CINSTR_FUNCTION_FIELDS(U32, REL)                                                           \
    REL(unit)        /* its cinstr_unit */                                                         \
    REL(name)        /* assembler name, clone suffix included */                                   \
    REL(file)        /* absolute path of the definition */                                         \
    U32(line)        /* line of the definition */                                                  \
    U32(flags)       /* CINSTR_FUNCTION_* */                                                       \
    U32(site_count)  /* elements of `sites`, and slots in every node of the function */            \
    REL(sites)       /* cinstr_site[site_count] */                                                 \
    U32(scope_count) /* elements of `scopes` */                                                    \
    REL(scopes)      /* cinstr_scope[scope_count] */                                               \
    U32(counters)    /* 8-byte counters behind the slots of every node */

/* One call site of a function. */
#define CINSTR_SITE_FIELDS(U32, REL)                                                               \
    REL(callee) /* assembler name of the callee; nothing where it is not known */                  \
    REL(file)   /* where the call is written */                                                    \
    U32(line)                                                                                      \
    U32(scope) /* 0: written in the function itself; n: in scopes[n - 1] */                        \
    U32(flags) /* CINSTR_SITE_* */

/* One function body inlined into another. */
#define CINSTR_SCOPE_FIELDS(U32, REL)                                                              \
    REL(name) /* assembler name of the inlined function */                                         \
    REL(file) /* its definition */                                                                 \
    U32(line)                                                                                      \
    REL(call_file) /* the call that was inlined */                                                 \
    U32(call_line)                                                                                 \
    U32(parent) /* scope that contains this one, counted as in cinstr_site */

#define CINSTR_DECLARE_U32(name) uint32_t name;
#define CINSTR_DECLARE_REL(name) cinstr_rel name;

struct cinstr_unit {
    CINSTR_UNIT_FIELDS(CINSTR_DECLARE_U32, CINSTR_DECLARE_REL)
};
struct cinstr_function {
    CINSTR_FUNCTION_FIELDS(CINSTR_DECLARE_U32, CINSTR_DECLARE_REL)
};
struct cinstr_site {
    CINSTR_SITE_FIELDS(CINSTR_DECLARE_U32, CINSTR_DECLARE_REL)
};
struct cinstr_scope {
    CINSTR_SCOPE_FIELDS(CINSTR_DECLARE_U32, CINSTR_DECLARE_REL)
};

/*
 * The live records: the fields that probes use. The runtime's own structs begin with them.
 *
 * Edge: (node of the caller, call site) -> node of the callee. Invariant: `function` is the function
 * of `node`; the nil edge of a node (what its unused slots point at) has function and node NULL.
 */
struct cinstr_edge {
    const struct cinstr_function *function;
    uint64_t calls;
    struct cinstr_node *node;   /* the callee's */
    struct cinstr_node *parent; /* the caller's */
};

/*
 * Node: one calling context. Behind these fields, at CINSTR_NODE_SLOTS, come the function's slots,
 * one pointer per call site, then its counters. Invariant: a slot always points at an edge whose
 * parent is this node.
 */
struct cinstr_node {
    int64_t time; /* clock ticks spent in the function itself, probe cost taken out */
};
#define CINSTR_NODE_SLOTS 64

/*
 * Thread: initial-exec TLS. `slot` is the continuation: where the next callee finds its edge.
 * `last` is the clock at the last event plus that event's own cost (*_cost, calibrated at start-up),
 * so that `now - last` is time of the program alone.
 */
struct cinstr_thread {
    struct cinstr_edge **slot;
    uint64_t last;
    uint64_t entry_cost;
    uint64_t exit_cost;
};

#endif
