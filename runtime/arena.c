/* SPDX-License-Identifier: MIT */
/*
 * arena.c - chunks from mmap, cut from the front by one atomic addition.
 *
 * A signal handler may run on top of an interrupted call, and so may another thread. All advance
 * the same chunk's `used` by an atomic addition, so their pieces never overlap. Whoever finds the
 * chunk full makes a new one and publishes it by compare-and-swap; the loser gives its chunk back.
 *
 * Reached from a stub with live vector registers: no libc, and compiled with general registers
 * only.
 */
#include "arena.h"
#include "local.h"
#include "syscall.h"

enum {
    ARENA_ALIGNMENT = 16,
    ARENA_CHUNK_MIN = 64 << 10,
    ARENA_CHUNK_MAX = 4 << 20,
    ARENA_PAGE = 4096,
    ARENA_LARGE_PAGE = 2 << 20,
};

/* Invariant: bytes [used, size) are free and zero; `used` may run past `size` once it is full. */
struct ci_chunk {
    struct ci_chunk *older;
    size_t size; /* this header included */
    size_t used;
    size_t unused; /* keeps the header a multiple of ARENA_ALIGNMENT */
};
_Static_assert(sizeof(struct ci_chunk) % ARENA_ALIGNMENT == 0, "pieces follow the header aligned");

void ci_arena_keep(struct ci_chunk **list)
{
    ci_local.spare = list;
}

static void give_back(struct ci_chunk *chunk)
{
    if (!ci_local.spare) {
        ci_sys_munmap(chunk, chunk->size);
        return;
    }
    chunk->older = *ci_local.spare;
    *ci_local.spare = chunk;
}

/* The smallest of the kept chunks that is large enough, zeroed after its header; NULL: there is
 * none. */
static struct ci_chunk *take_kept(size_t size)
{
    struct ci_chunk **best = NULL;
    for (struct ci_chunk **at = ci_local.spare; at && *at; at = &(*at)->older)
        if ((*at)->size >= size && (!best || (*at)->size < (*best)->size))
            best = at;
    if (!best)
        return NULL;
    struct ci_chunk *chunk = *best;
    *best = chunk->older;
    size_t end = chunk->used < chunk->size ? chunk->used : chunk->size;
    for (char *byte = (char *)(chunk + 1); byte < (char *)chunk + end; byte += ARENA_ALIGNMENT)
        ((uint64_t *)byte)[0] = ((uint64_t *)byte)[1] = 0;
    return chunk;
}

void ci_arena_trim(struct ci_chunk **list)
{
    while (*list) {
        struct ci_chunk *chunk = *list;
        *list = chunk->older;
        ci_sys_munmap(chunk, chunk->size);
    }
}

/* Makes a chunk with room for `size` bytes the newest, unless a handler has just brought another.
 */
static int arena_grow(struct ci_arena *arena, struct ci_chunk *newest, size_t size)
{
    size_t total = newest ? newest->size * 2 : ARENA_CHUNK_MIN;
    if (total > ARENA_CHUNK_MAX)
        total = ARENA_CHUNK_MAX;
    const size_t page = size < ARENA_LARGE_PAGE ? ARENA_PAGE : ARENA_LARGE_PAGE;
    if (total < size + sizeof *newest)
        total = (size + sizeof *newest + page - 1) & ~(page - 1);

    struct ci_chunk *chunk = take_kept(total);
    if (chunk)
        total = chunk->size;
    else if (!(chunk = ci_sys_mmap(total)))
        return 0;
    else if (total >= ARENA_CHUNK_MAX)
        ci_sys_want_large_pages(chunk, total); /* as much is in use already, or will be soon */
    chunk->older = newest;
    chunk->size = total;
    chunk->used = sizeof *chunk;
    if (__atomic_compare_exchange_n(&arena->chunk, &newest, chunk, 0, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        __atomic_fetch_add(&arena->bytes, total, __ATOMIC_RELAXED);
    else
        give_back(chunk);
    return 1;
}

void *ci_arena_get(struct ci_arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX / 2)
        return NULL;
    size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    for (;;) {
        struct ci_chunk *chunk = __atomic_load_n(&arena->chunk, __ATOMIC_ACQUIRE);
        /* Checking first keeps `used` from running far past the end of a full chunk. */
        if (chunk && size <= chunk->size &&
            __atomic_load_n(&chunk->used, __ATOMIC_RELAXED) <= chunk->size - size) {
            size_t start = __atomic_fetch_add(&chunk->used, size, __ATOMIC_RELAXED);
            if (start <= chunk->size - size)
                return (char *)chunk + start;
        }
        if (!arena_grow(arena, chunk, size))
            return NULL;
    }
}

char *ci_arena_string(struct ci_arena *arena, const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    char *copy = ci_arena_get(arena, length + 1);
    for (size_t i = 0; copy && i < length; i++)
        copy[i] = text[i];
    return copy; /* memory of the arena is zero: the end is there */
}

void ci_arena_release(struct ci_arena *arena)
{
    struct ci_chunk *chunk = arena->chunk;
    arena->chunk = NULL;
    arena->bytes = 0;
    while (chunk) {
        struct ci_chunk *older = chunk->older;
        give_back(chunk);
        chunk = older;
    }
}
