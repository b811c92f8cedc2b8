/* SPDX-License-Identifier: MIT */
/*
 * measures.h - what profiles measure: the one list of their sample types, by kind of profile.
 *
 * The runtime counts by this list and writes it into profiles; the command learns from it which of
 * a profile's sample types are exact. A list is expanded with a macro of the user's:
 *
 *     ROW(ID, NAME, UNIT, EXACT, LEVEL, MODES, RANK)
 *
 * ID     names the measure in code: CINSTR_CALL_TIME, CINSTR_HEAP_ALLOC_SPACE
 * NAME   of the sample type, and its UNIT, as pprof shows them
 * EXACT  1: the same in each run of a program that does the same; 0: it is not
 * LEVEL  CONTEXT: a value of a calling context; PART: of a line or an allocation in it
 * MODES  bits of CINSTR_MODE_*; a profile has the measure if one of them is set; 0: always
 * RANK   the measure of a profile with the greatest rank is the one that pprof shows first
 *
 * A profile has its measures in the order of the list, without those that its modes lack. Measures
 * of contexts come before those of parts.
 */
#ifndef CINSTR_MEASURES_H
#define CINSTR_MEASURES_H

/*
 * What instructions do, besides their number; docs/mix.md says what counts as what. The n-th has
 * the bit CINSTR_MIX_BIT(n) in MODES.
 */
#define CINSTR_MIX_MEASURES(ROW)                                                                   \
    ROW(LOADS, "loads", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_LOADS), 0)                     \
    ROW(STORES, "stores", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_STORES), 0)                  \
    /* of the stores, those whose instruction also reads the place; not counted as loads */        \
    ROW(UPDATES, "updates", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_UPDATES), 0)               \
    ROW(LOAD_BYTES, "load_bytes", "bytes", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_LOAD_BYTES), 0)      \
    ROW(STORE_BYTES, "store_bytes", "bytes", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_STORE_BYTES), 0)   \
    ROW(BRANCHES, "branches", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_BRANCHES), 0)            \
    ROW(INDIRECT, "indirect", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_INDIRECT), 0)            \
    ROW(FLOPS, "flops", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_FLOPS), 0)                     \
    ROW(FLOPS_F32, "flops_f32", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_FLOPS_F32), 0)         \
    ROW(FLOPS_F64, "flops_f64", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_FLOPS_F64), 0)         \
    ROW(VECTOR, "vector", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_VECTOR), 0)                  \
    ROW(DIVIDES, "divides", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_DIVIDES), 0)               \
    ROW(ATOMICS, "atomics", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_ATOMICS), 0)               \
    ROW(SPILLS, "spills", "count", 1, PART, CINSTR_MIX_BIT(CINSTR_MIX_SPILLS), 0)
#define CINSTR_MIX_BIT(KIND) (CINSTR_MODE_MIX << (KIND))

/* PROGRAM.prof.pb.gz. */
#define CINSTR_CALL_MEASURES(ROW)                                                                  \
    ROW(CALLS, "calls", "count", 1, CONTEXT, 0, 1)                                                 \
    ROW(TIME, "time", "nanoseconds", 0, CONTEXT, CINSTR_MODE_TIME, 3)                              \
    /* elapsed time in which functions without probes kept the thread waiting; the rest */         \
    ROW(WAIT, "wait", "nanoseconds", 0, CONTEXT, CINSTR_MODE_WAIT, 0)                              \
    ROW(CPU, "cpu", "nanoseconds", 0, CONTEXT, CINSTR_MODE_WAIT, 0)                                \
    ROW(INSTRUCTIONS, "instructions", "count", 1, PART, CINSTR_MODE_INSTRUCTIONS, 2)               \
    CINSTR_MIX_MEASURES(ROW)

/* What only alloc=live knows about blocks besides those in use, in the order of struct ci_life. */
#define CINSTR_LIFE_MEASURES(ROW)                                                                  \
    /* freed by the call of the function that allocated them */                                    \
    ROW(CHURN_OBJECTS, "churn_objects", "count", 1, PART, CINSTR_MODE_LIVE, 0)                     \
    ROW(CHURN_SPACE, "churn_space", "bytes", 1, PART, CINSTR_MODE_LIVE, 0)                         \
    /* existing blocks made larger; of those, moved to another address; bytes copied by that */    \
    ROW(GROWTH_STEPS, "growth_steps", "count", 1, PART, CINSTR_MODE_LIVE, 0)                       \
    ROW(GROWTH_MOVED, "growth_moved", "count", 1, PART, CINSTR_MODE_LIVE, 0)                       \
    ROW(GROWTH_COPIED, "growth_copied", "bytes", 1, PART, CINSTR_MODE_LIVE, 0)                     \
    /* sums over blocks that were ever made larger: of their last and of their greatest sizes */   \
    ROW(GROWTH_FINAL, "growth_final", "bytes", 1, PART, CINSTR_MODE_LIVE, 0)                       \
    ROW(GROWTH_PEAK, "growth_peak", "bytes", 1, PART, CINSTR_MODE_LIVE, 0)

/* PROGRAM.heap.pb.gz: Go's four sample types in Go's order, then cinstr's own. */
#define CINSTR_HEAP_MEASURES(ROW)                                                                  \
    ROW(ALLOC_OBJECTS, "alloc_objects", "count", 1, PART, 0, 0)                                    \
    ROW(ALLOC_SPACE, "alloc_space", "bytes", 1, PART, 0, 1)                                        \
    ROW(INUSE_OBJECTS, "inuse_objects", "count", 1, PART, CINSTR_MODE_LIVE, 0)                     \
    ROW(INUSE_SPACE, "inuse_space", "bytes", 1, PART, CINSTR_MODE_LIVE, 2)                         \
    CINSTR_LIFE_MEASURES(ROW)

#define CINSTR_MIX_ID(ID, ...)  CINSTR_MIX_##ID,
#define CINSTR_CALL_ID(ID, ...) CINSTR_CALL_##ID,
#define CINSTR_HEAP_ID(ID, ...) CINSTR_HEAP_##ID,
enum cinstr_mix_kind { CINSTR_MIX_MEASURES(CINSTR_MIX_ID) CINSTR_MIX_COUNT };
enum cinstr_call_measure {
    CINSTR_CALL_MEASURES(CINSTR_CALL_ID) CINSTR_CALL_COUNT,
    CINSTR_CALL_MIX = CINSTR_CALL_COUNT - CINSTR_MIX_COUNT, /* the first of the mix */
};
enum cinstr_heap_measure { CINSTR_HEAP_MEASURES(CINSTR_HEAP_ID) CINSTR_HEAP_COUNT };
#undef CINSTR_MIX_ID
#undef CINSTR_CALL_ID
#undef CINSTR_HEAP_ID

#endif
