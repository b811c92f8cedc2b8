/* SPDX-License-Identifier: MIT */
/*
 * cinstr.h - control of profiling from within the program.
 *
 * A program that is compiled with cinstr's plugin and linked with libcinstr writes its profile when
 * it exits; nothing here is needed for that. These calls write one earlier, or confine a profile to
 * a part of the run.
 *
 * Thread safety: every function may be called by any thread at any time; calls wait for each other.
 * Signal safety: none may be called from a signal handler.
 * Other threads go on counting meanwhile: what they count during a call may or may not be part of
 * it, and nothing is counted twice or lost.
 */
#ifndef CINSTR_CINSTR_H
#define CINSTR_CINSTR_H

#define CINSTR_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Writes all that was counted since the start, or the last reset, to `path`; with NULL to the file
 * that the profile would go to at exit (CINSTR_OUT, default "%e.%t.pb.gz"). Counting goes on, and
 * the profile at exit is still written.
 *
 * The file appears whole or not at all: it is written beside `path` and renamed. Returns 0, or -1
 * after one line on stderr that says why. errno is unchanged.
 */
CINSTR_API int cinstr_write(const char *path);

/*
 * The same for the profile of allocations, whose default is "%e.%t.pb.gz" with %t for "heap".
 * Blocks in use are those that were allocated since the last reset and are live now. Code compiled
 * with alloc=off adds nothing to it.
 */
CINSTR_API int cinstr_write_heap(const char *path);

/* Forgets all counts so far. Functions that are running keep their place: their time counts from
 * now on, but the call that entered them does not. */
CINSTR_API void cinstr_reset(void);

/*
 * Stops and restarts counting, for all threads. What runs in between appears in no profile: neither
 * its calls nor its time. A pause within a pause changes nothing; one cinstr_resume ends it.
 */
CINSTR_API void cinstr_pause(void);
CINSTR_API void cinstr_resume(void);

#ifdef __cplusplus
}
#endif

#endif
