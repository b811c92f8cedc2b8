/* SPDX-License-Identifier: MIT */
/*
 * sampling.h - when probes read the clock with clock=sampled.
 *
 * A thread's events (entries, exits, calls of functions without probes) are cut into windows. In a
 * clocked window each event reads the clock; a gap of some windows follows in which none does, and
 * what the next clocked window finds counts for the gap as well:
 *
 *     clocked 1x | gap of 2 | clocked 3x | gap of 17 | clocked 18x | gap of 9 | ...
 *
 * How long a gap is does not depend on what the program does meanwhile, so the sums are right on
 * average. But something long in a gap would be missed, and something long in a clocked window
 * would count many times. So there are gaps only while events follow each other quickly. A gap that
 * took much longer than its events should have is recognised at its end, and what is too much
 * belongs to no function. If the thread did not run meanwhile, that is right. If it is next to
 * nothing of the time since the last such gap, it is borne: an interrupt takes tens of
 * microseconds, and a virtual processor has a thousand a second. Else the clock is read at every
 * event for a while, and for longer each time that this happens. Gaps begin short and double as
 * long as nothing of the kind does.
 */
#ifndef CINSTR_RUNTIME_SAMPLING_H
#define CINSTR_RUNTIME_SAMPLING_H

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    CI_SAMPLING_WINDOW = 256,  /* events */
    CI_SAMPLING_GAP_MOST = 15, /* windows in a gap, on average */
};

/* What the kernel says, in ns: a clock, and how long the thread has run. */
struct ci_sampling_clocks {
    int64_t elapsed, processor;
};

/* Of a thread. Zeros: its next event is its first. */
struct ci_sampling {
    bool begun;
    uint64_t start;   /* ticks at which the clocked window began */
    uint64_t usual;   /* 16 times the ticks from event to event in clocked windows, smoothed */
    uint64_t random;  /* state of the generator; the same in each run */
    uint32_t gap;     /* windows in the gap that is under way, or was last */
    uint32_t average; /* windows that gaps have on average now */
    uint32_t stay;    /* clocked windows before the next gap */
    uint32_t penalty; /* windows to stay after the next gap that took too long */
    uint32_t good;    /* gaps since the last of these */
    uint64_t owed;    /* ticks by which gaps took too long, less the share that is borne */
    uint64_t settled; /* ticks when that was computed */
    uint64_t asked;   /* ticks at which the kernel was asked last, and what it said */
    struct ci_sampling_clocks kernel;
    /* Sums. */
    uint64_t clocked, skipped; /* events that read the clock, and that did not */
    uint64_t unclocked;        /* ticks in gaps that belong to no function: in something long, */
    uint64_t preempted;        /* and while the thread did not run */
};

/* False once any function reads the clock at every event: its probes would take a gap for time of
 * theirs. Set by objects.c. */
extern bool ci_sampling_allowed;

/*
 * The calling thread has come to T.turn (abi.h). Returns whether this event reads the clock.
 * Called by turn-PROCESSOR.S, in code of which nothing may change: uses general registers only, and
 * may be interrupted by a handler with probes.
 */
bool ci_sampling_turn(void);

/* Ends a gap that is under way, for someone who needs T.last: it is the clock at the thread's last
 * event from here on. Returns whether there was one. For the calling thread. */
bool ci_sampling_end_gap(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now);

/* What ci_sampling_turn does, for a thread and a time; `ask` asks the kernel. */
bool ci_sampling_step(struct ci_sampling *sampling, struct cinstr_thread *thread, uint64_t now,
                      struct ci_sampling_clocks (*ask)(void));

#endif
