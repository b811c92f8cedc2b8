/* SPDX-License-Identifier: MIT */
/*
 * process.h - whether the calling code runs in the process to which the counts belong.
 *
 * fork informs its child through pthread_atfork; _Fork and the system calls do not. A page that the
 * kernel wipes in every copy of the memory distinguishes a process with a copy from one that shares
 * the memory (vfork, clone with CLONE_VM), which a process id cannot do.
 */
#ifndef CINSTR_RUNTIME_PROCESS_H
#define CINSTR_RUNTIME_PROCESS_H

enum ci_process {
    CI_PROCESS_OWN,   /* as noted */
    CI_PROCESS_COPY,  /* a copy of the noted one, of which nobody informed the runtime */
    CI_PROCESS_GUEST, /* uses the memory of the noted one: it writes no profile */
};

/* Notes the calling process: at start-up and in a fork's child. */
void ci_process_note(void);

enum ci_process ci_process_which(void);

/* The id of the noted process; before that, of the calling one. */
int ci_process_id(void);

/* From now on the calling thread, in another process that shares the memory, acts for the noted
 * one. */
void ci_process_act_for(void);

#endif
