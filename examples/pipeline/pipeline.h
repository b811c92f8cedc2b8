/* SPDX-License-Identifier: MIT */
/* pipeline.h - a text goes through a pipeline of threads and comes out in Title Case. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include <stddef.h>

/*
 * Four threads, joined by channels: produce -> to_lower -> to_title -> merge. Returns the result as
 * a string that the caller frees, or NULL when there is no memory for it.
 */
char *pipeline_run(const char *text, size_t length);

#endif
