/* SPDX-License-Identifier: MIT */
/*
 * process.h - whether the code runs in the process whose counts these are.
 *
 * fork tells its child through pthread_atfork; _Fork and the system calls do not. One page that the
 * kernel wipes in every copy of the memory tells a copied process from one that shares it (vfork,
 * clone with CLONE_VM), which no process id can.
 */
#ifndef CINSTR_RUNTIME_PROCESS_H
#define CINSTR_RUNTIME_PROCESS_H

enum ci_process {
    CI_PROCESS_OWN,   /* as noted */
    CI_PROCESS_COPY,  /* made from the noted one, and nothing was said of it */
    CI_PROCESS_GUEST, /* uses the memory of the noted one: it writes no profile */
};

/* Notes the calling process: at start-up and in a fork's child. */
void ci_process_note(void);

enum ci_process ci_process_which(void);

/* The id of the noted process; before that, of the calling one. */
int ci_process_id(void);

/* The calling thread acts for the noted process, from another one that shares its memory. */
void ci_process_act_for(void);

#endif
