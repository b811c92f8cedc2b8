/* SPDX-License-Identifier: MIT */
/* svg.h - how every picture of this room begins. */
#ifndef CINSTR_CLI_PICTURE_SVG_H
#define CINSTR_CLI_PICTURE_SVG_H

#include <stdio.h>

/*
 * Writes the start of a picture of this size up to and with the style that all share: light or dark
 * by the reader's setting, text that a pointer does not see, headings (class h) and details (d).
 * LABEL is what it shows, for readers who do not see it. The end is "</svg>".
 */
void ci_svg_begin(FILE *out, unsigned width, unsigned height, const char *label);

#endif
