/* SPDX-License-Identifier: MIT */
/* settings.h - the environment's variables. */
#ifndef CINSTR_RUNTIME_SETTINGS_H
#define CINSTR_RUNTIME_SETTINGS_H

#define CI_SETTINGS_OUT "%e.%t.pb.gz" /* if CINSTR_OUT is not set, or cannot be used */

/* Reads all of them into ci_session and other places; prints a line for each that cannot be used.
 * Once, at start-up; a program with raised privileges reads none. */
void ci_settings_read(void);

#endif
