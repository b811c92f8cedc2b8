/* SPDX-License-Identifier: MIT */
/*
 * screen.h - what a report does when people read it on a terminal: width, colour, a pager.
 *
 * Where standard output is no terminal, all of it is off and reports are the bytes of pprof's.
 */
#ifndef CINSTR_CLI_REPORT_SCREEN_H
#define CINSTR_CLI_REPORT_SCREEN_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum ci_names { CI_NAMES_DEFAULT, CI_NAMES_FULL, CI_NAMES_SHORT };

struct ci_screen {
    size_t width; /* columns; 0: no terminal, nothing is cut */
    bool color;
    pid_t pager; /* 0: none */
};

/*
 * Looks at standard output and, unless NO_PAGER, hands it to the pager as git does: $PAGER, or
 * "less" with LESS=FRX where that is not set; none where it is empty or "cat", or cannot be
 * found. $NO_COLOR and TERM=dumb switch colours off.
 */
void ci_screen_init(struct ci_screen *screen, bool no_pager);

/* Ends what was printed and waits for the pager. Returns STATUS. */
int ci_screen_deinit(struct ci_screen *screen, int status);

/* What switches a style on and off; "" without colours. */
const char *ci_screen_bold(const struct ci_screen *screen);
const char *ci_screen_faint(const struct ci_screen *screen);
const char *ci_screen_heat(const struct ci_screen *screen, double part); /* of the total, 0 to 1 */
const char *ci_screen_plain(const struct ci_screen *screen);

/* The text, or what of it fits into WIDTH columns with an ellipsis; a character is one column. */
const char *ci_screen_clip(struct ci_pool *pool, const char *text, size_t width);

#endif
