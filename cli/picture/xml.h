/* SPDX-License-Identifier: MIT */
/* xml.h - any text as XML 1.0. */
#ifndef CINSTR_CLI_PICTURE_XML_H
#define CINSTR_CLI_PICTURE_XML_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the text so that it shows and does nothing: markup is escaped, a control character becomes
 * its picture, what turns the direction of text or is no UTF-8 becomes U+FFFD. Of more than MOST
 * characters the end is left out; 0: all are written.
 */
void ci_xml_text(FILE *out, const char *text, size_t most);

/* How many characters the text has, as they are written. */
size_t ci_xml_measure(const char *text);

#endif
