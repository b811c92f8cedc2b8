/* SPDX-License-Identifier: MIT */
/* page.h - the page around the data. */
#ifndef CINSTR_CLI_WEB_PAGE_H
#define CINSTR_CLI_WEB_PAGE_H

#include "base/bytes.h"

#include <stddef.h>

/* What comes before and after the data; made by join.cmake. */
extern const unsigned char ci_page_head[], ci_page_tail[];
extern const size_t ci_page_head_size, ci_page_tail_size;

/* The page with the bytes of JSON in it, compressed and in base64, which no text can leave. */
struct ci_bytes ci_page_make(const void *json, size_t size);

#endif
