/* SPDX-License-Identifier: MIT */
/* message.h - the runtime's one way to speak: a line on stderr. */
#ifndef CINSTR_RUNTIME_MESSAGE_H
#define CINSTR_RUNTIME_MESSAGE_H

/* Called at start-up. Once standard error is another file than it was then, the runtime prints
 * nothing any more. */
void ci_message_note_stderr(void);

/* Writes "cinstr: TEXT" or "cinstr: TEXT: DETAIL" in one write(2). Keeps errno. No allocation. */
void ci_message(const char *text, const char *detail);

#endif
