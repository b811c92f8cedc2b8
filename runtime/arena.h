/* SPDX-License-Identifier: MIT */
/*
 * arena.h - memory straight from the kernel, handed out piece by piece and given back whole.
 *
 * The runtime never calls malloc: the program's own may be instrumented, may be the thing under
 * measurement, or may be interrupted by the signal whose handler we are in.
 */
#ifndef CINSTR_RUNTIME_ARENA_H
#define CINSTR_RUNTIME_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct ci_chunk;

/*
 * Invariant: `chunk` is the newest chunk and the only one with free room; `bytes` is what all
 * chunks together have taken from the kernel. All zero is a valid, empty arena.
 */
struct ci_arena {
    struct ci_chunk *chunk;
    uint64_t bytes;
};

/*
 * Returns `size` bytes of zeros, aligned to 16, or NULL when the kernel has no memory. An owning
 * thread and its own signal handlers may call it at any time (a handler may interrupt a call), and
 * so may another thread: pieces are cut by atomic additions. None may do so during a release.
 */
void *ci_arena_get(struct ci_arena *arena, size_t size);

/* Copies a string into the arena; NULL when there is no memory. */
char *ci_arena_string(struct ci_arena *arena, const char *text);

/* Gives all memory back. Everything that came from the arena is gone. */
void ci_arena_release(struct ci_arena *arena);

/*
 * From here on the calling thread keeps what its arenas give back for its next ones, in the list
 * that is passed; NULL: it goes back to the kernel, as at first. This is for a thread that works in
 * a program's memory beside the program: whenever the kernel takes memory back, it interrupts all
 * the others.
 */
void ci_arena_keep(struct ci_chunk **spare);

/* Gives what is kept in the list back to the kernel. */
void ci_arena_trim(struct ci_chunk **spare);

#endif
