/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/hosts.h - which functions were inlined into which.
 *
 *     static int unread;
 *     static void body(cinstr_bench *b)          inlined into BenchmarkStore; GCC then finds that
 *     {                                          nobody reads `unread`, and nothing of `body` is
 *         for (i = 0; i < b->N; i++)             left there that could tell of it
 *             unread = i;
 *     }
 *     void BenchmarkStore(cinstr_bench *b) { body(b); }
 */
#ifndef CINSTR_PLUGIN_ELISION_HOSTS_H
#define CINSTR_PLUGIN_ELISION_HOSTS_H

#include "gcc.h"

/* Functions are known by the DECL_UID of their origin: a clone is the function that it is of. */
struct inlined_call {
    unsigned function, host;
};

typedef hash_set<unsigned, false, int_hash<unsigned, 0, UINT_MAX>> function_ids;

/* Invariant: `calls` has all functions inlined since hosts_watch, each pair once; `known` the
 * pairs, the function in the upper half; `merged` those functions that were merged with an equal
 * one and have no code of their own now. */
struct inlining_hosts {
    bool watched;
    auto_vec<inlined_call> calls;
    hash_set<uint64_t, false, int_hash<uint64_t, 0, UINT64_MAX>> known;
    function_ids compiled, merged;
};

/* Notes from now on what is inlined. To be called before GCC inlines anything, and after a
 * precompiled header was read, which brings GCC's list of hooks. */
void hosts_watch(inlining_hosts *hosts);

/* Notes that a function has passed the last pass over GIMPLE. */
void hosts_add_compiled(inlining_hosts *hosts, tree function);

/* Whether a function was inlined into one that was compiled, also by way of others. */
bool hosts_has_compiled(inlining_hosts *hosts, unsigned function);

/* Whether GCC made a function, or one that it was inlined into, the same as another one. */
bool hosts_has_merged(inlining_hosts *hosts, unsigned function);

#endif
