/* SPDX-License-Identifier: MIT */
/* unseen.h - call sites of library functions that allocate, of which a heap profile has nothing. */
#ifndef CINSTR_RUNTIME_UNSEEN_H
#define CINSTR_RUNTIME_UNSEEN_H

#include "snapshot.h"

/* `example`: the assembler name of one of the functions; NULL when there are none. */
struct ci_unseen {
    uint64_t sites;
    const char *example;
};

/* Those of all units: std::string's growth, exceptions, streams, fopen. What the program has probes
 * in, such as a template of its own copy, is none of them. */
struct ci_unseen ci_unseen_count(const struct ci_snapshot *snapshot);

#endif
