/* SPDX-License-Identifier: MIT */
/* markdown.h - texts of strangers in Markdown, as GitHub and GitLab read it. */
#ifndef CINSTR_CLI_BASE_MARKDOWN_H
#define CINSTR_CLI_BASE_MARKDOWN_H

#include "base/pool.h"

#include <stdbool.h>

/*
 * A code span that shows a clean text (base/clean.h) as it is, whatever is in it: nothing ends the
 * span but its own end. IN_CELL: it stands in a cell of a table, which a bar would end.
 */
const char *ci_markdown_code(struct ci_pool *pool, const char *text, bool in_cell);

/* The text itself where nothing in it means anything to Markdown, otherwise a code span. */
const char *ci_markdown_text(struct ci_pool *pool, const char *text, bool in_cell);

#endif
