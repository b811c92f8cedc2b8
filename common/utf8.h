/* SPDX-License-Identifier: MIT */
/* utf8.h - reads UTF-8 from arbitrary bytes. */
#ifndef CINSTR_COMMON_UTF8_H
#define CINSTR_COMMON_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define CINSTR_REPLACEMENT 0xfffdu /* the character for bytes that are not UTF-8 */

/*
 * Reads the character that starts at TEXT, of which SIZE bytes, at least 1, are there. Returns the
 * length of its sequence, with RUNE set, or 0 with RUNE CINSTR_REPLACEMENT when the bytes are not
 * the whole, shortest sequence of a Unicode character. A caller that goes on then skips one byte.
 */
size_t ci_utf8_decode(const char *text, size_t size, uint32_t *rune);

#endif
