/* SPDX-License-Identifier: MIT */
/*
 * outside.h - allocations of code without probes, charged to the call site under which they happen.
 *
 * libcinstr-malloc.so (malloc/) interposes malloc and its like. It asks here about each call, walks
 * the stack where that is wanted, and reports what was allocated. The thread's slot says which call
 * site instrumented code announced last; if that site itself allocates, its own probe counts the
 * block, so that nothing counts twice.
 *
 * The two must be of one version: CI_OUTSIDE_ATTACH passes the struct of calls.
 */
#ifndef CINSTR_RUNTIME_OUTSIDE_H
#define CINSTR_RUNTIME_OUTSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cinstr_edge;
struct ci_leaf;
struct ci_thread;

enum { CI_OUTSIDE_FRAMES = 16, CI_OUTSIDE_BODIES = 8, CI_OUTSIDE_TABLE = 512 };

/* Calls below a call site. Invariant: frames from `count` on are 0, so equal stacks have equal
 * bytes. */
struct ci_outside_stack {
    const char *allocator; /* what was called; lives as long as the process */
    uint32_t count;
    uint32_t cut; /* there were more */
    /* Return addresses, innermost first; 0: in a library that is no longer loaded. */
    uintptr_t frames[CI_OUTSIDE_FRAMES];
};

enum ci_outside_where {
    CI_OUTSIDE_IGNORE,   /* a probe counts it, or it is the runtime's own */
    CI_OUTSIDE_NOWHERE,  /* no function with probes has called: only the sum is kept */
    CI_OUTSIDE_AT_A_SITE /* the stack is wanted, down to one of `bodies` */
};

/* Addresses in the functions that may have made the call, the most likely first. */
struct ci_outside_bodies {
    uint32_t count;
    uintptr_t bodies[CI_OUTSIDE_BODIES];
};

/*
 * What the interposer calls; never from within one of them on the same thread. They may change
 * errno. `stack` NULL: CI_OUTSIDE_NOWHERE.
 */
struct ci_outside_calls {
    /* `buffer`: the C library allocates a stream's buffer, which no probe counts, whatever the
     * call site. */
    enum ci_outside_where (*where)(bool buffer, struct ci_outside_bodies *bodies);
    void (*allocated)(const struct ci_outside_stack *stack, void *pointer, size_t size);
    void (*released)(void *pointer);
    /* Before realloc and after it, as in live.h. */
    struct ci_growing *(*growing)(void *old);
    void (*grown)(const struct ci_outside_stack *stack, struct ci_growing *growing, void *pointer,
                  size_t size);
    /* After dlclose: frames in unloaded code lose their addresses, before other code is loaded
     * there. */
    void (*unloaded)(void);
};

/* The interposer's function that receives the calls, and reports what was allocated before; missing
 * without the interposer. */
#define CI_OUTSIDE_ATTACH "__cinstr_malloc_attach_v1"
void ci_outside_interposer(const struct ci_outside_calls *calls, uint64_t *objects,
                           uint64_t *bytes) __asm__(CI_OUTSIDE_ATTACH)
    __attribute__((visibility("default")));

/* At start-up: passes the calls to the interposer if there is one. */
void ci_outside_attach(void);

/* The allocators that are interposed, up to a NULL; empty without the interposer. */
const char *const *ci_outside_allocators(void);

/* Whether something was charged to a call site. */
bool ci_outside_any(void);

/* What was allocated outside any probed function; since the last reset. */
struct ci_outside_facts {
    bool attached;
    bool flat; /* calls=off: nothing is known of contexts, and nothing was counted */
    uint64_t objects, bytes;
};
struct ci_outside_facts ci_outside_show(void);
void ci_outside_forget(void);

/* An order of stacks that does not depend on where libraries were loaded; 0: equal. */
int ci_outside_compare(const struct ci_outside_stack *a, const struct ci_outside_stack *b);

#endif
