/* SPDX-License-Identifier: MIT */
/* walk.c - see walk.h. */
#define _GNU_SOURCE
#include "walk.h"

#include <unwind.h>

/* Invariant: nothing is added before the frame that returns to `returns` was met. */
struct walk {
    struct ci_outside_stack *stack;
    uintptr_t returns;
    bool met;
    bool ended;
    uint32_t count;
    uintptr_t starts[CI_OUTSIDE_BODIES]; /* of the functions that end the walk */
};

static bool ends_walk(const struct walk *walk, uintptr_t start)
{
    for (uint32_t i = 0; i < walk->count; i++)
        if (walk->starts[i] == start)
            return true;
    return false;
}

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *data)
{
    struct walk *walk = data;
    struct ci_outside_stack *stack = walk->stack;
    uintptr_t address = _Unwind_GetIP(context);
    if (!walk->met && address != walk->returns)
        return _URC_NO_REASON;
    walk->met = true;
    if (ends_walk(walk, _Unwind_GetRegionStart(context))) {
        walk->ended = true;
        return _URC_END_OF_STACK;
    }
    if (stack->count == CI_OUTSIDE_FRAMES) {
        stack->cut = 1;
        return _URC_END_OF_STACK;
    }
    stack->frames[stack->count++] = address;
    return _URC_NO_REASON;
}

void ci_walk(struct ci_outside_stack *stack, uintptr_t returns,
             const struct ci_outside_bodies *bodies)
{
    struct walk walk = {.stack = stack, .returns = returns};
    for (uint32_t i = 0; i < bodies->count; i++) {
        void *start = _Unwind_FindEnclosingFunction((void *)bodies->bodies[i]);
        if (start)
            walk.starts[walk.count++] = (uintptr_t)start;
    }
    _Unwind_Backtrace(take_frame, &walk);
    if (walk.ended)
        return;
    /* Tables were missing on the way, or the function's code is in two parts. The frames found are
     * right; some between them and the call site may be missing. */
    stack->cut = 1;
    if (stack->count == 0)
        stack->frames[stack->count++] = returns;
}
