/* SPDX-License-Identifier: MIT */
/* unseen.h - call sites of library functions that allocate, which a heap profile does not see. */
#ifndef CINSTR_RUNTIME_UNSEEN_H
#define CINSTR_RUNTIME_UNSEEN_H

#include "snapshot.h"

/* `example`: the assembler name of one of the functions; NULL when there are none. */
struct ci_unseen {
    uint64_t sites;
    const char *example;
};

/* Collects those of all units: std::string's growth, exceptions, streams, fopen. Functions that
 * have probes in the program, such as its own instances of templates, are not among them. */
struct ci_unseen ci_unseen_count(const struct ci_snapshot *snapshot);

#endif
