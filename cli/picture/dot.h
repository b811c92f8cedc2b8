/* SPDX-License-Identifier: MIT */
/* dot.h - Graphviz's dot, where it is installed. */
#ifndef CINSTR_CLI_PICTURE_DOT_H
#define CINSTR_CLI_PICTURE_DOT_H

#include "base/bytes.h"

/*
 * Has dot lay the graph of SIZE bytes at TEXT out as SVG into OUT. Returns 0, or -1 with the error
 * set and OUT empty: dot is not installed, or refuses.
 */
int ci_dot_draw(const char *text, size_t size, struct ci_bytes *out, struct ci_error *error);

#endif
