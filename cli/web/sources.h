/* SPDX-License-Identifier: MIT */
/* sources.h - the source lines that the page shows. */
#ifndef CINSTR_CLI_WEB_SOURCES_H
#define CINSTR_CLI_WEB_SOURCES_H

#include "tree/sums.h"
#include "web/content.h"

/*
 * Writes the tree's files as a JSON list of {path, error, note, parts}: of each file the lines of
 * functions with values, each function to its end. A file that cannot be read has an error, one
 * that is newer than the program a note.
 */
void ci_sources_write(FILE *out, const struct ci_tree *tree, const struct ci_sums *sums,
                      const struct ci_profile *profile, const struct ci_content_options *options);

#endif
