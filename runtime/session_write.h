/* SPDX-License-Identifier: MIT */
/* session_write.h - writes the profiles of this process where its settings say. */
#ifndef CINSTR_RUNTIME_SESSION_WRITE_H
#define CINSTR_RUNTIME_SESSION_WRITE_H

#include "snapshot.h"

#include <stdbool.h>

/* How and where a profile is written. */
struct ci_write_request {
    const char *path; /* NULL: where CINSTR_OUT says */
    enum ci_kind kind;
    bool bare;
    unsigned number; /* of a numbered file; 0: none */
};

/* Writes one profile; -1: it is not there, or not complete. */
int ci_session_write(const struct ci_write_request *request);

/* At start-up: relative names are of the directory that the process is in now. */
void ci_session_write_from_here(void);

/* In a copy of a process: what that one wrote into a collection is not this one's. */
void ci_session_write_anew(void);

#endif
