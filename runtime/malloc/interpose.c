/* SPDX-License-Identifier: MIT */
/*
 * interpose.c - malloc and its like: calls the next allocator, and tells libcinstr.
 *
 *     void *malloc(size_t size)
 *     {
 *         void *pointer = real malloc(size);
 *         tell libcinstr, unless this thread is telling already;
 *         return pointer;
 *     }
 *
 * Whatever the next allocator, the unwinder or libcinstr allocate meanwhile is passed through and
 * not reported. C++'s operators arrive through malloc.
 */
#define _GNU_SOURCE
#include "real.h"
#include "walk.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

static const struct ci_outside_calls *_Atomic calls;
static _Thread_local bool busy __attribute__((tls_model("initial-exec")));

/* What was allocated before libcinstr had passed its calls: by libraries that are initialised
 * earlier. */
static _Atomic uint64_t early_objects, early_bytes;

EXPORT void ci_outside_interposer(const struct ci_outside_calls *those, uint64_t *objects,
                                  uint64_t *bytes)
{
    *objects += early_objects;
    *bytes += early_bytes;
    atomic_store(&calls, those);
}

static void note_early(const void *pointer, size_t size)
{
    if (!pointer || atomic_load_explicit(&calls, memory_order_relaxed))
        return;
    early_objects++;
    early_bytes += size;
}

/* The calls, with this thread marked as reporting; NULL: there is nothing to report. */
static const struct ci_outside_calls *begin(void)
{
    const struct ci_outside_calls *those = atomic_load_explicit(&calls, memory_order_acquire);
    if (!those || busy)
        return NULL;
    busy = true;
    return those;
}

static void end(void)
{
    busy = false;
}

/* Where a call happens, and the stack from there on. */
struct call {
    enum ci_outside_where where;
    struct ci_outside_stack stack;
};

static void find_call(struct call *call, const struct ci_outside_calls *those,
                      const char *allocator, const void *returns)
{
    const struct ci_real *real = ci_real_get();
    struct ci_outside_bodies bodies;
    uintptr_t address = (uintptr_t)returns;
    bool buffer = address > real->buffers_start && address <= real->buffers_end;
    call->where = those->where(buffer, &bodies);
    if (call->where != CI_OUTSIDE_AT_A_SITE)
        return;
    memset(&call->stack, 0, sizeof call->stack);
    call->stack.allocator = allocator;
    ci_walk(&call->stack, address, &bodies);
}

static const struct ci_outside_stack *stack_of(const struct call *call)
{
    return call->where == CI_OUTSIDE_AT_A_SITE ? &call->stack : NULL;
}

/* Reports a new block. `those` NULL, or no block: there is nothing to report. */
static void *tell(const struct ci_outside_calls *those, const char *allocator, const void *returns,
                  void *pointer, size_t size)
{
    if (!those) {
        note_early(pointer, size);
        return pointer;
    }
    int saved = errno;
    struct call call;
    if (pointer) {
        find_call(&call, those, allocator, returns);
        if (call.where != CI_OUTSIDE_IGNORE)
            those->allocated(stack_of(&call), pointer, size);
    }
    end();
    errno = saved;
    return pointer;
}

/* A macro, since the address is that of the function it stands in. */
#define TELL(allocator, size, call)                                                                \
    do {                                                                                           \
        const struct ci_outside_calls *those = begin();                                            \
        void *pointer = call;                                                                      \
        return tell(those, allocator, __builtin_return_address(0), pointer, size);                 \
    } while (0)

EXPORT void *malloc(size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return ci_real_early(size);
    TELL("malloc", size, real->malloc(size));
}

EXPORT void *calloc(size_t count, size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return ci_real_early(count * size); /* the loader's own, which do not overflow */
    TELL("calloc", count * size, real->calloc(count, size));
}

/* Early memory is aligned as malloc's is and no further: more is refused. */
static void *early_aligned(size_t alignment, size_t size)
{
    if (alignment <= CI_REAL_EARLY_ALIGN)
        return ci_real_early(size);
    errno = ENOMEM;
    return NULL;
}

EXPORT void *memalign(size_t alignment, size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return early_aligned(alignment, size);
    TELL("memalign", size, real->memalign(alignment, size));
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return early_aligned(alignment, size);
    TELL("aligned_alloc", size, real->aligned_alloc(alignment, size));
}

EXPORT void *valloc(size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return early_aligned(SIZE_MAX, size); /* of a page */
    TELL("valloc", size, real->valloc(size));
}

EXPORT void *pvalloc(size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real)
        return early_aligned(SIZE_MAX, size); /* likewise */
    TELL("pvalloc", size, real->pvalloc(size));
}

EXPORT int posix_memalign(void **out, size_t alignment, size_t size)
{
    const struct ci_real *real = ci_real_get();
    if (!real) {
        if (alignment > CI_REAL_EARLY_ALIGN)
            return ENOMEM; /* errno stays, by POSIX */
        *out = ci_real_early(size);
        return 0;
    }
    const struct ci_outside_calls *those = begin();
    int error = real->posix_memalign(out, alignment, size);
    tell(those, "posix_memalign", __builtin_return_address(0), error ? NULL : *out, size);
    return error;
}

EXPORT void free(void *pointer)
{
    const struct ci_real *real = ci_real_get();
    if (!pointer || ci_real_is_early(pointer) || !real)
        return;
    const struct ci_outside_calls *those = begin();
    int saved = errno;
    if (those) /* before the call: afterwards another thread may have the address */
        those->released(pointer);
    errno = saved;
    real->free(pointer);
    if (those)
        end();
}

/* An early block becomes one of the next allocator's; NULL for that: an early one again. */
static void *move_early(const struct ci_real *real, const void *old, size_t size)
{
    size_t had = ci_real_early_size(old);
    void *pointer = real ? real->malloc(size) : ci_real_early(size);
    return pointer ? memcpy(pointer, old, had < size ? had : size) : NULL;
}

/* realloc or, with `count`, reallocarray. */
static void *resize(const char *allocator, const void *returns, void *old, size_t size,
                    const size_t *count)
{
    const struct ci_real *real = ci_real_get();
    bool early = ci_real_is_early(old);
    size_t bytes = size;
    if (count && __builtin_mul_overflow(*count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    if (!real)
        return early ? move_early(NULL, old, bytes) : ci_real_early(bytes);
    const struct ci_outside_calls *those = begin();
    int saved = errno;
    struct call call = {.where = CI_OUTSIDE_IGNORE};
    struct ci_growing *growing = NULL;
    if (those) {
        find_call(&call, those, allocator, returns);
        if (call.where != CI_OUTSIDE_IGNORE)
            growing = those->growing(old);
        errno = saved;
    }
    void *pointer = early   ? move_early(real, old, bytes)
                    : count ? real->reallocarray(old, *count, size)
                            : real->realloc(old, size);
    saved = errno;
    if (call.where != CI_OUTSIDE_IGNORE)
        those->grown(stack_of(&call), growing, pointer, bytes);
    if (those)
        end();
    else
        note_early(pointer, bytes);
    errno = saved;
    return pointer;
}

EXPORT void *realloc(void *old, size_t size)
{
    return resize("realloc", __builtin_return_address(0), old, size, NULL);
}

EXPORT void *reallocarray(void *old, size_t count, size_t size)
{
    return resize("reallocarray", __builtin_return_address(0), old, size, &count);
}

/* Not an allocator, but here the addresses of frames become invalid. */
EXPORT int dlclose(void *handle)
{
    int error = ci_real_get()->dlclose(handle);
    const struct ci_outside_calls *those = begin();
    int saved = errno;
    if (those) {
        those->unloaded();
        end();
    }
    errno = saved;
    return error;
}
