/* SPDX-License-Identifier: MIT */
/*
 * content.h - what the page knows of a profile, as JSON.
 *
 * Tables are columns: {"from": [...], "to": [...]}. Values are lists of columns, one for each
 * sample type, and with a base as many again for the base. The tables of functions, lines and calls
 * are whole, whatever was cut off the tree. page/data.js reads this; both change together.
 */
#ifndef CINSTR_CLI_WEB_CONTENT_H
#define CINSTR_CLI_WEB_CONTENT_H

#include "profile/profile.h"

#include <stdio.h>

struct ci_content_options {
    const char *source_path, *trim_path; /* "": none */
    bool sources;                        /* put the lines of sources into the page */
    size_t contexts;                     /* about how many to keep of the tree; 0: all */
};

/* A tab of the page. Profiles are as ci_report_init leaves them for reports of lines. */
struct ci_content {
    const struct ci_profile *profile, *base; /* base: NULL: none */
    const char *file, *base_file;            /* as the command line names them */
    size_t type;                             /* index of the sample type to show first */
};

/* Writes the COUNT tabs as one JSON object. */
void ci_content_write(FILE *out, const struct ci_content *tabs, size_t count,
                      const struct ci_content_options *options);

#endif
