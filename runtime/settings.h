/* SPDX-License-Identifier: MIT */
/* settings.h - the environment's variables. */
#ifndef CINSTR_RUNTIME_SETTINGS_H
#define CINSTR_RUNTIME_SETTINGS_H

#define CI_SETTINGS_OUT "%e.%t.pb.gz" /* CINSTR_OUT where it is not set, or cannot be used */

/* Reads all of them into ci_session and where else they belong; says in a line each which cannot be
 * used. Once, at start-up; a program with raised privileges reads none. */
void ci_settings_read(void);

#endif
